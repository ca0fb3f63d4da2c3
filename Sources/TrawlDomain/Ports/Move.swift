/// What came of a compare-and-set on a stored state.
///
/// Someone else having been faster is an answer, not an error.
package enum Move<Value: Sendable, Status: Sendable>: Sendable {
    /// It was moved; here it is after the move.
    case moved(Value)
    /// It was not in the state that the move expects; nothing was stored.
    case refused(current: Status)
    /// There is no such job or node; nothing was stored.
    case notFound
}

package typealias JobMove = Move<Job, JobStatus>
package typealias NodeMove = Move<NodeRecord, NodeStatus>
