/// What came of asking for the cancel of one node.
package enum NodeCancelAnswer: Sendable {
    /// Stored; where the node was RUNNING its task must now be ended, and its verdict will follow.
    case accepted(NodeRecord, wasRunning: Bool)
    /// The node is final: nothing was stored.
    case refused(NodeRecord)
    /// There is no such job or node; nothing was stored.
    case notFound
}
