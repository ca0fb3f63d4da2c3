/// Which nodes of a job to list, and in which order; what is nil does not matter.
package struct NodeQuery: Hashable, Sendable {
    package var statuses: Set<NodeStatus>?
    package var stages: Set<NodeStage>?
    package var failureCodes: Set<FailureCode>?
    /// Only nodes with this in their name, their address or the message of their failure.
    package var text: TextFilter?
    /// Only nodes at these places of the job.
    package var positions: [Int]?
    package var order: NodeOrder
    /// Only what comes behind this place of the list; it must be of a list in the same order.
    package var cursor: NodeCursor?
    /// Nil lists all.
    package var limit: Int?

    package init(
        statuses: Set<NodeStatus>? = nil,
        stages: Set<NodeStage>? = nil,
        failureCodes: Set<FailureCode>? = nil,
        text: TextFilter? = nil,
        positions: [Int]? = nil,
        order: NodeOrder = .position,
        cursor: NodeCursor? = nil,
        limit: Int? = nil
    ) {
        self.statuses = statuses
        self.stages = stages
        self.failureCodes = failureCodes
        self.text = text
        self.positions = positions
        self.order = order
        self.cursor = cursor
        self.limit = limit
    }
}
