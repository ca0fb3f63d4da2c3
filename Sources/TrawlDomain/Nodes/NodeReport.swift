/// What one attempt at one node came to.
package struct NodeReport: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case succeeded
        case failed(NodeFailure)
    }

    package var outcome: Outcome
    package var stepsDone: Int
    package var stepsTotal: Int
    /// Bytes of the artifacts that were kept.
    package var bytes: Int64
    package var artifacts: Int
    /// How the remote work was ended; set when the attempt was told to stop, or when something of it may still run.
    package var verdict: CancelVerdict?

    package init(
        outcome: Outcome,
        stepsDone: Int = 0,
        stepsTotal: Int = 0,
        bytes: Int64 = 0,
        artifacts: Int = 0,
        verdict: CancelVerdict? = nil
    ) {
        self.outcome = outcome
        self.stepsDone = stepsDone
        self.stepsTotal = stepsTotal
        self.bytes = bytes
        self.artifacts = artifacts
        self.verdict = verdict
    }
}
