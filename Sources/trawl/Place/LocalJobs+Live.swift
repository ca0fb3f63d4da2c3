import NIOCore
import TrawlCollect
import TrawlDomain
import TrawlServer

extension LocalJobs {
    func follow(_ id: JobID, _ tell: @Sendable (JobNews) async -> Void) async throws {
        let store = try archive()
        var sequence = try await store.lastSequence(of: id)
        guard var job = try await store.job(id) else { throw missing(id) }
        await tell(.job(job))
        for node in try await store.nodes(of: id, NodeQuery()) { await tell(.node(node)) }
        while !job.isSettled {
            // Asked before the look at the store: what was stored before the process went is then still seen.
            let isAttended = isAttended
            try await context.clock.sleep(for: .milliseconds(500))
            sequence = try await tellEntries(of: id, after: sequence, in: store, tell)
            // How far the running ones have come is no entry of the journal.
            for node in try await store.nodes(of: id, NodeQuery(statuses: [.running])) { await tell(.node(node)) }
            guard let now = try await store.job(id) else { throw CommandFailure("job \(id) was deleted") }
            job = now
            await tell(.job(job))
            guard isAttended || job.isSettled else {
                throw CommandFailure(
                    "no process runs job \(id): it is \(job.status.rawValue) since \(directory) was left"
                )
            }
        }
    }

    private func tellEntries(
        of id: JobID,
        after sequence: Int64,
        in store: any JobStore,
        _ tell: @Sendable (JobNews) async -> Void
    ) async throws -> Int64 {
        var sequence = sequence
        while let last = try await store.lastSequenceTold(of: id, after: sequence, tell) { sequence = last }
        return sequence
    }

    func transcript(
        of node: NodeRecord,
        in job: JobID,
        as form: TranscriptForm,
        follows: Bool,
        _ take: (ByteBuffer) -> Void
    ) async throws {
        let store = try archive()
        let path = files.transcript(of: node.name, in: job)
        let follower = TranscriptFollower(path: path, follows: follows, clock: context.clock) {
            try await store.node(node.name, of: job)?.isOver ?? true
        }
        switch form {
        case .text:
            var text = TranscriptText()
            try await follower.events { take(ByteBuffer(string: text.text(of: $0))) }
        case .cast:
            try await follower.bytes { take(ByteBuffer(bytes: $0)) }
        }
    }
}

extension JobStore {
    /// Tells a page of a job's journal, with the nodes that it is about; the last entry's number, nil where there is none.
    fileprivate func lastSequenceTold(
        of id: JobID,
        after sequence: Int64,
        _ tell: @Sendable (JobNews) async -> Void
    ) async throws -> Int64? {
        let page = try await events(of: id, after: sequence, limit: 500)
        for event in page {
            await tell(.entry(EventDocument(event)))
            if let name = event.node, let node = try await node(name, of: id) { await tell(.node(node)) }
        }
        return page.last?.sequence
    }
}
