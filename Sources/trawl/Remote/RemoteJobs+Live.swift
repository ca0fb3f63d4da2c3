import Foundation
import NIOCore
import NIOHTTP1
import TrawlCollect
import TrawlDomain
import TrawlServer

extension RemoteJobs {
    func follow(_ id: JobID, _ tell: @Sendable (JobNews) async -> Void) async throws {
        var stream = JobStream(client: client, job: id, clock: clock)
        try await stream.run { event in
            if case .news(let news) = event { for one in news { await tell(one) } }
            return .more
        }
        // The stream may end with what was told before the last word on the job was stored.
        if let job = try await waiting.job(id) { await tell(.job(job)) }
    }

    func transcript(
        of node: NodeRecord,
        in job: JobID,
        as form: TranscriptForm,
        follows: Bool,
        _ take: (ByteBuffer) -> Void
    ) async throws {
        guard follows, !node.isOver else {
            _ = try await client.stream(file(of: node.name, in: job, as: form), take)
            return
        }
        var text = TranscriptText()
        // How far the film was handed out, and which attempt's it is.
        var taken: Int64 = 0
        var attempt = 0
        var stream = JobStream(client: client, job: job, transcript: node.name, snapshot: "none", clock: clock)
        // What was over before the stream began is told by no event of it.
        var isOver = false
        try await stream.run { event in
            switch event {
            case .transcript(let events, let told):
                if told != attempt { (taken, attempt) = (0, told) }
                switch form {
                case .text: take(ByteBuffer(string: events.map { text.text(of: $0) }.joined()))
                case .cast: taken = try await film(of: node.name, in: job, behind: taken, take)
                }
            case .ready:
                isOver = try await waiting.node(node.name, of: job)?.isOver ?? true
            case .news(let news):
                for one in news {
                    tell(one)
                    if case .node(let told) = one, told.name == node.name { isOver = told.isOver }
                }
            case .end, .unknown: break
            }
            return isOver ? .enough : .more
        }
        // Whatever was written between the last look at the file and the node's end; a whole attempt may be.
        let isSame = try await waiting.node(node.name, of: job)?.attempt ?? attempt == attempt
        switch form {
        case .text:
            let rest = try await rest(of: node.name, in: job, behind: isSame ? stream.lastID : nil)
            take(ByteBuffer(string: rest.map { text.text(of: $0) }.joined()))
        case .cast: _ = try await film(of: node.name, in: job, behind: isSame ? taken : 0, take)
        }
    }

    private func file(of node: NodeName, in job: JobID, as form: TranscriptForm) -> ServerCall {
        var call = ServerCall(.GET, "jobs", "\(job)", "nodes", "\(node)", "transcript")
        switch form {
        case .text: call.fields = [("Accept", "text/plain")]
        case .cast: call.fields = [("Accept", "application/x-asciicast")]
        }
        return call
    }

    /// Hands out what a node's asciicast has behind a place, from where it broke off where it did; answers the place
    /// behind that.
    private func film(
        of node: NodeName,
        in job: JobID,
        behind place: Int64,
        _ take: (ByteBuffer) -> Void
    ) async throws -> Int64 {
        var end = place
        try await Patience.watching.ask(clock) {
            var call = file(of: node, in: job, as: .cast)
            call.fields.append(("Range", "bytes=\(end)-"))
            do {
                _ = try await client.stream(call) { piece in
                    end += Int64(piece.readableBytes)
                    take(piece)
                }
            } catch let refusal as ServerRefusal where refusal.status == 416 || refusal.isNotFound {
                // Nothing came since, or nothing was ever begun.
            }
        }
        return end
    }

    /// The events of a node's asciicast behind a place in it, which an event's id says.
    private func rest(of node: NodeName, in job: JobID, behind id: String?) async throws -> [TranscriptEvent] {
        let place = id.flatMap { EventPosition($0) }?.place(in: node)?.offset ?? 0
        var bytes: [UInt8] = []
        _ = try await film(of: node, in: job, behind: place) { bytes += $0.readableBytesView }
        return bytes.split(separator: 0x0A).compactMap { line in
            try? JSONDecoder().decode(JobStreamEvent.Line.self, from: Data(line)).event
        }
    }
}
