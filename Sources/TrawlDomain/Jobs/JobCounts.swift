/// How many nodes of a job are in each state.
package struct JobCounts: Hashable, Codable, Sendable {
    package var pending = 0
    package var running = 0
    package var succeeded = 0
    package var failed = 0
    package var cancelled = 0

    package init(pending: Int = 0, running: Int = 0, succeeded: Int = 0, failed: Int = 0, cancelled: Int = 0) {
        self.pending = pending
        self.running = running
        self.succeeded = succeeded
        self.failed = failed
        self.cancelled = cancelled
    }

    package var total: Int { pending + running + succeeded + failed + cancelled }
    package var final: Int { succeeded + failed + cancelled }
    /// Whether no node can change any more.
    package var allFinal: Bool { pending == 0 && running == 0 }

    /// The number of nodes in one state.
    package subscript(status: NodeStatus) -> Int {
        get {
            switch status {
            case .pending: pending
            case .running: running
            case .succeeded: succeeded
            case .failed: failed
            case .cancelled: cancelled
            }
        }
        set {
            switch status {
            case .pending: pending = newValue
            case .running: running = newValue
            case .succeeded: succeeded = newValue
            case .failed: failed = newValue
            case .cancelled: cancelled = newValue
            }
        }
    }

    /// The counts after a job's cancel: whatever was not final is CANCELLED.
    package var afterCancel: JobCounts {
        JobCounts(succeeded: succeeded, failed: failed, cancelled: cancelled + pending + running)
    }
}
