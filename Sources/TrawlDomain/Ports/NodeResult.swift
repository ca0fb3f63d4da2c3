/// How an attempt is to be stored.
package enum NodeResult: Hashable, Sendable {
    /// RUNNING → SUCCEEDED.
    case succeeded(NodeReport)
    /// RUNNING → FAILED.
    case failed(NodeFailure, NodeReport)
    /// RUNNING → PENDING: another attempt will be made.
    case requeued(NodeFailure, NodeReport)
    /// RUNNING → PENDING: the attempt was broken off by a shutdown and counts as no try.
    case handedBack(NodeFailure, NodeReport)
}
