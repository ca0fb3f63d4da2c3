import TrawlDomain

/// Reads a job's journal, with what its entries are about.
struct EventJournal: Sendable {
    let store: any JobStore
    let job: JobID

    /// Entries behind a place, oldest first, and whether nothing comes behind them any more.
    ///
    /// - Throws: `StoreError`.
    func entries(after sequence: Int64, limit: Int) async throws(StoreError) -> (entries: [FeedEvent], isLast: Bool) {
        // Asked first: all entries of a settled job are there.
        let before = try await store.job(job)
        let events = try await store.events(of: job, after: sequence, limit: limit)
        // And once more behind them, so that what is told with an entry is never older than it.
        let isAboutJob = events.contains { $0.kind == .job }
        let now = isAboutJob ? try await store.job(job) : before
        var nodes: [NodeName: NodeRecord] = [:]
        var entries: [FeedEvent] = []
        entries.reserveCapacity(events.count)
        for event in events {
            switch event.kind {
            case .job: entries.append(FeedEvent(event, job: now))
            case .node:
                guard let name = event.node else { continue }
                if nodes[name] == nil { nodes[name] = try await store.node(name, of: job) }
                entries.append(FeedEvent(event, node: nodes[name]))
            }
        }
        // A job that was deleted says nothing any more either.
        return (entries, events.count < limit && before?.isSettled ?? true)
    }
}
