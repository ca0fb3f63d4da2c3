package import TrawlDomain

/// A journal entry, with what it is about as that is stored now, which may be later than the entry.
package struct FeedEvent: Hashable, Sendable {
    package var event: JobEvent
    /// For an entry about the job.
    package var job: Job?
    /// For an entry about a node.
    package var node: NodeRecord?

    package init(_ event: JobEvent, job: Job? = nil, node: NodeRecord? = nil) {
        self.event = event
        self.job = job
        self.node = node
    }
}
