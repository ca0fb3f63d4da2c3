import Foundation
import TrawlDomain

extension Manifest {
    /// The manifest of an attempt that ended.
    init(
        _ identity: AttemptIdentity,
        startedAt: Date,
        finishedAt: Date,
        failure: NodeFailure?,
        verdict: CancelVerdict?,
        steps: [Step],
        artifacts: [Artifact],
        transcript: Transcript,
        redactions: [String: Int]?
    ) {
        self.init(
            job: identity.job.description,
            node: identity.node.description,
            address: identity.address,
            port: identity.port,
            attempt: identity.attempt,
            startedAt: startedAt,
            finishedAt: finishedAt,
            outcome: Outcome(of: failure),
            failure: failure.map { failure in
                Failure(
                    code: failure.code,
                    stage: failure.stage,
                    message: failure.message,
                    retryable: failure.isRetryable
                )
            },
            verdict: verdict.map { verdict in
                Verdict(outcome: verdict.outcome, ms: verdict.duration.wholeMilliseconds, detail: verdict.detail)
            },
            steps: steps,
            artifacts: artifacts,
            transcript: transcript,
            redactions: redactions?.sorted { $0.key < $1.key }.map { Redaction(kind: $0.key, count: $0.value) }
        )
    }
}

extension Manifest.Step {
    /// The record of a step that ended.
    init(
        _ plan: Plan.Step,
        end: StepEnd,
        stopped: StepStop?,
        truncated: Bool,
        startedAt: Date,
        duration: Duration,
        artifacts: [String]
    ) {
        name = plan.name
        command = plan.run
        switch end {
        case .exited(let status):
            exitStatus = status
            signal = nil
        case .signalled(let name):
            exitStatus = nil
            signal = name
        case .unseen:
            exitStatus = nil
            signal = nil
        }
        self.startedAt = startedAt
        durationMs = duration.wholeMilliseconds
        timedOut = stopped == .timedOut
        optional = plan.optional
        self.truncated = truncated
        self.artifacts = artifacts
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
