import TrawlDomain

/// What an attempt that is over comes to.
///
/// Pure.
struct Judgement: Sendable {
    let attempt: Attempt
    let options: JobOptions
    /// Whether the node may have another attempt, where one can help.
    let mayRetry: Bool
    /// Whether another process can make an attempt again that a shutdown broke off.
    let mayHandBack: Bool

    /// How the attempt is to be stored, for a node that is still RUNNING.
    ///
    /// A success stands, even where it came after a deadline: success is the truth. A failure that came of being
    /// stopped is replaced by the reason of the stop.
    var result: NodeResult {
        var report = report
        switch report.outcome {
        case .succeeded:
            report.verdict = nil
            return .succeeded(report)
        case .failed(let failure):
            if mayHandBack, wasBrokenOff { return .handedBack(failure, report) }
            return failure.isRetryable && mayRetry ? .requeued(failure, report) : .failed(failure, report)
        }
    }

    /// How the remote work ended, for a node whose job was cancelled; the time counts from `request`.
    ///
    /// It ends when the collector had seen what it says, and not when all of the attempt was written down as well; what
    /// passed here is the most that it can be.
    func verdict(since request: Duration) -> CancelVerdict {
        var taken = max(.zero, attempt.endedAt - request)
        switch attempt.answer {
        case .neverBegan:
            return CancelVerdict(outcome: .neverStarted, duration: taken)
        case .none(let detail):
            return CancelVerdict(outcome: .unverified, duration: taken, detail: detail)
        case .report(let report):
            if let verdict = report.verdict {
                if let stop = attempt.stop { taken = min(taken, max(.zero, stop.at - request) + verdict.duration) }
                return CancelVerdict(outcome: verdict.outcome, duration: taken, detail: verdict.detail)
            }
            if endedByItself(report) { return CancelVerdict(outcome: .finishedFirst, duration: taken) }
            return CancelVerdict(
                outcome: .unverified,
                duration: taken,
                detail: "the attempt was stopped, and did not say what became of its remote work"
            )
        }
    }

    /// The collector's report, nil where there is none.
    var received: NodeReport? {
        switch attempt.answer {
        case .report(let report): report
        case .neverBegan, .none: nil
        }
    }

    private var wasBrokenOff: Bool {
        guard attempt.stop?.reason == .shutdown else { return false }
        return received.map { !endedByItself($0) } ?? true
    }

    private var report: NodeReport {
        guard var report = received else {
            let failure = stopFailure(isRetryable: attempt.answer == .neverBegan)
            var missing = NodeReport(outcome: .failed(failure))
            missing.stepsDone = attempt.progress.stepsDone
            missing.stepsTotal = attempt.progress.stepsTotal
            missing.verdict = attempt.stop.map { verdict(since: $0.at) }
            return missing
        }
        guard let stop = attempt.stop else { return report }
        if report.outcome != .succeeded, !endedByItself(report) {
            report.outcome = .failed(stopFailure(isRetryable: true))
            report.verdict = verdict(since: stop.at)
        }
        return report
    }

    private func endedByItself(_ report: NodeReport) -> Bool {
        switch report.outcome {
        case .succeeded: true
        case .failed(let failure):
            failure.code != .cancelled && (report.verdict == nil || report.verdict?.outcome == .finishedFirst)
        }
    }

    /// The reason of the stop as the node's failure.
    ///
    /// Another attempt is only made where this one is known to be over: two would write to one folder.
    private func stopFailure(isRetryable: Bool) -> NodeFailure {
        let stage = attempt.stop?.stage ?? attempt.progress.stage
        switch attempt.stop?.reason {
        case .nodeTimeout:
            return NodeFailure(
                code: .nodeTimeout,
                stage: stage,
                message: "The node took longer than the \(options.nodeTimeout.inSeconds) that it has, and was stopped; "
                    + "a longer node timeout gives it more.",
                isRetryable: isRetryable
            )
        case .jobDeadline:
            return .jobDeadline(options, stage: stage)
        case .shutdown:
            return NodeFailure(
                code: .interrupted,
                stage: stage,
                message: "trawl was shut down while it worked on the node.",
                isRetryable: isRetryable
            )
        case .cancelled, nil:
            return NodeFailure(code: .cancelled, stage: stage, message: "It was cancelled.")
        }
    }
}
