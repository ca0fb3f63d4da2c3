package import TrawlDomain

/// A request that came at the wrong time.
package struct ServiceConflict: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case jobNotRunnable, jobNotCancellable, jobNotRetryable, jobNotDeletable, nodeNotCancellable
        /// The key stands for another request.
        case keyTaken
        /// The job that the same request made under its key was deleted since.
        case jobDeleted
    }

    package var kind: Kind
    package var jobID: JobID
    /// The stored status that stands in the way, by its word; nil where none does.
    package var currentStatus: String?
    /// The status that was asked for; nil where none was.
    package var attemptedStatus: String?
    /// Whether the current status is final, so that asking again never helps.
    package var isFinal: Bool
    /// One sentence for a person.
    package var message: String

    init(
        _ kind: Kind,
        _ jobID: JobID,
        current: JobStatus? = nil,
        attempted: JobStatus? = nil,
        message: String
    ) {
        self.kind = kind
        self.jobID = jobID
        currentStatus = current?.rawValue
        attemptedStatus = attempted?.rawValue
        isFinal = current?.isFinal ?? false
        self.message = message
    }

    init(of node: NodeRecord, in jobID: JobID) {
        kind = .nodeNotCancellable
        self.jobID = jobID
        currentStatus = node.status.rawValue
        attemptedStatus = NodeStatus.cancelled.rawValue
        isFinal = node.status.isFinal
        message = "Node \(node.name) is \(node.status.rawValue) already, so it cannot be cancelled."
    }
}
