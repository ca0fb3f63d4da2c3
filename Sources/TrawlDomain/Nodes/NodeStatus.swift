/// Where a node of a job stands.
///
/// SUCCEEDED, FAILED and CANCELLED are final and never change.
package enum NodeStatus: String, CaseIterable, Codable, Sendable {
    /// Waits for its turn, the first one or the one after a failed attempt.
    case pending = "PENDING"
    /// A task works on it.
    case running = "RUNNING"
    /// Every step that must succeed did, and what it left is sealed.
    case succeeded = "SUCCEEDED"
    /// It ended otherwise; the failure says where and why.
    case failed = "FAILED"
    /// It was cancelled, or the job stopped starting nodes before its turn came.
    case cancelled = "CANCELLED"

    /// Whether nothing can move the node any more.
    package var isFinal: Bool {
        switch self {
        case .pending, .running: false
        case .succeeded, .failed, .cancelled: true
        }
    }

    /// The one table of the node's state machine.
    ///
    /// - Throws: `IllegalTransition` for every pair that the table does not have.
    package func after(_ event: NodeTransition) throws(IllegalTransition) -> NodeStatus {
        switch self {
        case .pending:
            switch event {
            case .claim: return .running
            case .cancel, .skip: return .cancelled
            case .succeed, .fail, .requeue: break
            }
        case .running:
            switch event {
            case .succeed: return .succeeded
            case .fail: return .failed
            case .cancel: return .cancelled
            case .requeue: return .pending
            case .claim, .skip: break
            }
        case .succeeded, .failed, .cancelled: break
        }
        throw IllegalTransition(state: rawValue, event: event.rawValue)
    }
}
