import NIOCore
import NIOHTTP1
import TrawlDomain

/// A job's event stream at a server, taken up again where it broke off.
struct JobStream {
    /// Whether to go on after an event.
    enum Wish {
        case more, enough
    }

    let client: ServerClient
    let job: JobID
    /// The node whose transcript is to come too.
    var transcript: NodeName?
    /// What a stream that knows nothing begins with.
    var snapshot = "full"
    var clock: any Clock<Duration> = ContinuousClock()
    /// What says to the server how far everything was told.
    private(set) var lastID: String?

    init(client: ServerClient, job: JobID, transcript: NodeName? = nil, snapshot: String = "full") {
        self.client = client
        self.job = job
        self.transcript = transcript
        self.snapshot = snapshot
    }

    /// Hands out each event until the job has settled, or is enough.
    ///
    /// A connection that is lost is told of once, and made again with growing rests; nothing is lost or told twice by it.
    ///
    /// - Throws: ``ServerRefusal``; ``ServerUnreachable`` where the first connection cannot be made, or none for ten
    ///   minutes; ``CommandFailure`` where the job was deleted.
    mutating func run(_ take: (JobStreamEvent) async throws -> Wish) async throws {
        var isFirst = true
        var failed: Duration = .zero
        var rest = Self.firstRest
        while true {
            do {
                let wasLost = !isFirst
                if try await read({ event in
                    if wasLost, failed > .zero {
                        failed = .zero
                        rest = Self.firstRest
                        _ = try await take(.news([.back]))
                    }
                    isFirst = false
                    return try await take(event)
                }) {
                    return
                }
                if failed == .zero { _ = try await take(.news([.lost("the server shuts down")])) }
            } catch let lost as ServerUnreachable {
                guard !isFirst, failed < Self.patience else { throw lost }
                if failed == .zero { _ = try await take(.news([.lost(lost.reason)])) }
            } catch let refusal as ServerRefusal where refusal.status >= 500 && !isFirst {
                guard failed < Self.patience else { throw refusal }
                if failed == .zero { _ = try await take(.news([.lost("it cannot answer yet")])) }
            }
            failed += rest
            try await clock.sleep(for: rest)
            rest = min(rest * 2, Self.longestRest)
        }
    }

    /// Reads one connection's events; answers whether there is nothing more to come.
    private mutating func read(_ take: (JobStreamEvent) async throws -> Wish) async throws -> Bool {
        var call = ServerCall(.GET, "jobs", "\(job)", "events")
        call.query = [("snapshot", snapshot)]
        if let transcript { call.query.append(("transcript", "\(transcript)")) }
        call.fields = [("Accept", "text/event-stream")]
        if let lastID { call.fields.append(("Last-Event-ID", lastID)) }
        var parser = ServerEventParser()
        var known = lastID
        defer { lastID = known }
        let job = job
        do {
            let status = try await client.stream(call) { piece in
                for event in parser.take(piece.readableBytesView) {
                    let told = try JobStreamEvent(event)
                    switch told {
                    case .end(.settled): throw Ended.over
                    case .end(.deleted): throw CommandFailure("job \(job) was deleted")
                    case .end(.unauthorized): throw CommandFailure("the token was revoked, or has expired")
                    case .end(.shutdown): throw Ended.shutdown
                    case .news, .transcript, .ready, .unknown: break
                    }
                    let wish = try await take(told)
                    // Only what was taken is known.
                    known = event.id ?? known
                    if wish == .enough { throw Ended.over }
                }
            }
            // Everything was told before (204); else the stream broke off politely.
            return status == 204
        } catch let end as Ended {
            return end == .over
        }
    }

    /// How a stream is left from inside.
    private enum Ended: Error {
        case over, shutdown
    }

    private static let firstRest = Duration.milliseconds(500)
    private static let longestRest = Duration.seconds(15)
    private static let patience = Duration.seconds(600)
}
