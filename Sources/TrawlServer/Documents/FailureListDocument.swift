package import TrawlDomain
import TrawlFleet

/// Why nodes of a job failed: equal failures together, the largest group first.
package struct FailureListDocument: Hashable, Sendable, Codable {
    /// Nodes that failed in the same way.
    package struct Group: Hashable, Sendable, Codable {
        package var code: FailureCode
        package var stage: NodeStage
        /// A sentence for a person; the first node's.
        package var message: String
        package var count: Int
        /// A node set.
        package var nodes: String

        package init(_ group: FailureGroup) {
            code = group.code
            stage = group.stage
            message = group.message
            count = group.nodes.count
            nodes = NodeSet.fold(group.nodes.map(\.description))
        }
    }

    package var failures: [Group]

    package init(_ groups: [FailureGroup]) {
        failures = groups.map(Group.init)
    }
}
