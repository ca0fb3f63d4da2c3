/// How a node failed: where, why, in words for a person, and whether another attempt can help.
package struct NodeFailure: Error, Hashable, Sendable {
    package var code: FailureCode
    package var stage: NodeStage
    /// One sentence for a person, with what to do where there is something.
    package var message: String
    /// Whether the same attempt could succeed later.
    package var isRetryable: Bool

    package init(code: FailureCode, stage: NodeStage, message: String, isRetryable: Bool = false) {
        self.code = code
        self.stage = stage
        self.message = message
        self.isRetryable = isRetryable
    }
}
