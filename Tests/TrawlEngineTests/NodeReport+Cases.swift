import TrawlDomain

extension NodeReport {
    static let succeeded = NodeReport(outcome: .succeeded, stepsDone: 2, stepsTotal: 2, bytes: 100, artifacts: 2)

    static func failed(_ code: FailureCode, retryable: Bool = false, message: String = "no") -> NodeReport {
        NodeReport(
            outcome: .failed(
                NodeFailure(code: code, stage: .connecting, message: message, isRetryable: retryable)
            )
        )
    }

    /// What an obedient collector answers when it is told to stop.
    static func stopped(_ outcome: CancelOutcome = .terminated) -> NodeReport {
        NodeReport(
            outcome: .failed(NodeFailure(code: .cancelled, stage: .collecting, message: "stopped")),
            stepsDone: 1,
            stepsTotal: 2,
            bytes: 40,
            artifacts: 1,
            // The engine measures by itself; more than that must be seen nowhere.
            verdict: CancelVerdict(outcome: outcome, duration: .seconds(999))
        )
    }
}
