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
    let transcript: NodeName?
    /// What a stream that knows nothing begins with.
    let snapshot: String
    private let clock: any Clock<Duration>
    private let patience: Patience
    /// What says to the server how far everything was told.
    private(set) var lastID: String?

    init(
        client: ServerClient,
        job: JobID,
        transcript: NodeName? = nil,
        snapshot: String = "full",
        patience: Patience = .watching,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.client = client
        self.job = job
        self.transcript = transcript
        self.snapshot = snapshot
        self.patience = patience
        self.clock = clock
    }

    /// Hands out each event until the job has settled, or is enough.
    ///
    /// A connection that is lost is told of once, and made again with growing rests, or when the server wants it; nothing
    /// is lost or told twice by it.
    ///
    /// - Throws: ``ServerRefusal``; ``ServerUnreachable`` where the first connection cannot be made, or none for ten
    ///   minutes; ``CommandFailure`` where the job was deleted.
    mutating func run(_ take: (JobStreamEvent) async throws -> Wish) async throws {
        var isFirst = true
        var isLost = false
        var patience = patience
        while true {
            var lost: (reason: String, error: any Error)
            do {
                if try await read({ event in
                    if isLost {
                        isLost = false
                        patience.renew()
                        _ = try await take(.news([.back]))
                    }
                    isFirst = false
                    return try await take(event)
                }) {
                    return
                }
                let reason = "the server shuts down"
                lost = (reason, ServerUnreachable(client.address, reason))
            } catch let unreachable as ServerUnreachable where !isFirst {
                lost = (unreachable.reason, unreachable)
            } catch let refusal as ServerRefusal where !isFirst && refusal.mayPass {
                lost = (refusal.reason, refusal)
            }
            guard let rest = patience.next(after: lost.error) else { throw lost.error }
            if !isLost {
                isLost = true
                _ = try await take(.news([.lost(lost.reason)]))
            }
            try await clock.sleep(for: rest)
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
}
