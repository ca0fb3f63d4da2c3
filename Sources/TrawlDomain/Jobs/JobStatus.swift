/// Where a job stands.
///
/// SUCCEEDED, PARTIAL, FAILED and CANCELLED are final and never change.
package enum JobStatus: String, CaseIterable, Codable, Sendable {
    /// Stored, not yet run.
    case pending = "PENDING"
    /// Its nodes are being worked on.
    case running = "RUNNING"
    /// Every node succeeded.
    case succeeded = "SUCCEEDED"
    /// Finished or cancelled with at least one node SUCCEEDED and at least one not.
    case partial = "PARTIAL"
    /// Finished, not cancelled, and no node succeeded.
    case failed = "FAILED"
    /// Cancelled, and no node succeeded.
    case cancelled = "CANCELLED"

    /// Whether nothing can move the job any more.
    package var isFinal: Bool {
        switch self {
        case .pending, .running: false
        case .succeeded, .partial, .failed, .cancelled: true
        }
    }

    /// The one table of the job's state machine.
    ///
    /// - Throws: `IllegalTransition` for every pair that the table does not have.
    package func after(_ event: JobTransition) throws(IllegalTransition) -> JobStatus {
        switch self {
        case .pending:
            switch event {
            case .run: return .running
            case .cancel: return .cancelled
            case .finish: break
            }
        case .running:
            switch event {
            case .run: break
            case .cancel(let counts): return counts.succeeded > 0 ? .partial : .cancelled
            case .finish(let counts):
                if counts.succeeded == counts.total { return .succeeded }
                return counts.succeeded > 0 ? .partial : .failed
            }
        case .succeeded, .partial, .failed, .cancelled: break
        }
        throw IllegalTransition(state: rawValue, event: event.name)
    }
}
