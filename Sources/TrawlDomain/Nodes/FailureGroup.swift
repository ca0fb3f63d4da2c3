/// Nodes that failed in the same way: the same stage, code and message but for names and numbers.
package struct FailureGroup: Hashable, Sendable {
    package var code: FailureCode
    package var stage: NodeStage
    /// The first node's message.
    package var message: String
    /// In the order in which they were given.
    package var nodes: [NodeName]

    package init(code: FailureCode, stage: NodeStage, message: String, nodes: [NodeName]) {
        self.code = code
        self.stage = stage
        self.message = message
        self.nodes = nodes
    }
}
