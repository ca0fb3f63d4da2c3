import Foundation
import TrawlDomain

/// What each move makes of a node: decided here for every store, from the domain's table, and stored elsewhere.
extension NodeRecord {
    /// Its turn came; what an earlier attempt left in the record goes.
    func claimed(at moment: Date) throws(IllegalTransition) -> NodeRecord {
        var node = NodeRecord(target: target, position: position)
        node.status = try status.after(.claim)
        node.attempt = attempt + 1
        node.handedBack = handedBack
        node.stage = .connecting
        node.startedAt = moment.asStored
        return node
    }

    /// An attempt came to an end.
    func finished(_ result: NodeResult, at moment: Date) throws(IllegalTransition) -> NodeRecord {
        var node = self
        switch result {
        case .succeeded(let report):
            node.status = try status.after(.succeed)
            node.stage = .done
            node.finishedAt = moment.asStored
            node.failure = nil
            node.take(report)
        case .failed(let failure, let report):
            node.status = try status.after(.fail)
            node.stage = failure.stage
            node.finishedAt = moment.asStored
            node.failure = failure
            node.take(report)
        case .requeued(let failure, let report):
            try node.wait(after: failure)
            node.take(report)
        case .handedBack(let failure, let report):
            try node.wait(after: failure)
            node.take(report)
            node.handedBack += 1
        }
        return node
    }

    private mutating func wait(after failure: NodeFailure) throws(IllegalTransition) {
        status = try status.after(.requeue)
        stage = .queued
        startedAt = nil
        self.failure = failure
    }

    /// The job stopped starting nodes before this one's turn.
    func skipped(because reason: NodeFailure, at moment: Date) throws(IllegalTransition) -> NodeRecord {
        var node = self
        node.status = try status.after(.skip)
        node.finishedAt = moment.asStored
        node.failure = reason
        node.verdict = verdict ?? .neverStarted
        return node
    }

    /// Its job was cancelled; a node that waited gets its verdict with it.
    func cancelled(at moment: Date) throws(IllegalTransition) -> NodeRecord {
        var node = self
        node.status = try status.after(.cancel)
        node.finishedAt = moment.asStored
        if status == .pending { node.verdict = verdict ?? .neverStarted }
        return node
    }

    /// How the remote work ended, and what was kept of it; nil where that is not asked of this node (any more).
    func judged(_ verdict: CancelVerdict, report: NodeReport?) -> NodeRecord? {
        switch status {
        case .pending, .running, .succeeded: return nil
        case .failed, .cancelled: break
        }
        guard self.verdict == nil else { return nil }
        var node = self
        if let report {
            node.take(report)
            switch report.outcome {
            case .succeeded: break
            case .failed(let failure):
                if node.failure == nil {
                    node.failure = failure
                    node.stage = failure.stage
                }
            }
        }
        node.verdict = verdict.asStored
        return node
    }

    /// How far a running attempt has come; nil where the node is not running.
    func advanced(to progress: NodeProgress) -> NodeRecord? {
        guard status == .running else { return nil }
        var node = self
        node.stage = progress.stage
        node.stepsDone = progress.stepsDone
        node.stepsTotal = progress.stepsTotal
        node.bytes = progress.bytes
        return node
    }

    /// What a new process makes of a node that an earlier one left; nil where it leaves it as it is.
    func recovered(_ fate: RecoveredFate, retries: Int, at moment: Date) throws(IllegalTransition) -> NodeRecord? {
        switch status {
        case .running: try interrupted(fate, retries: retries, at: moment)
        case .pending: fate == .ended ? try skipped(because: .neverReached, at: moment) : nil
        case .cancelled: unverified(at: moment)
        case .succeeded, .failed: nil
        }
    }

    /// Whether an attempt may still run on the node although the process that made it is gone.
    var mayHaveLeftWork: Bool {
        switch status {
        case .running: true
        case .cancelled: attempt > 0
        case .pending, .succeeded, .failed: false
        }
    }

    /// A look at a final node has found how its last attempt ended, which nobody had seen; nil where that says nothing new.
    func refined(by look: AttemptLook, attempt number: Int) -> NodeRecord? {
        guard status.isFinal, attempt == number, let outcome = look.outcome, verdict?.outcome == .unverified else {
            return nil
        }
        var node = self
        let waited = max(0, look.at.asStored.timeIntervalSince(finishedAt ?? look.at))
        node.verdict = CancelVerdict(
            outcome: outcome,
            duration: .milliseconds(Int64((waited * 1000).rounded())),
            detail: "It still ran when a later trawl process looked, and was ended."
        )
        return node
    }

    private func interrupted(
        _ fate: RecoveredFate,
        retries: Int,
        at moment: Date
    )
        throws(IllegalTransition) -> NodeRecord?
    {
        guard fate != .left else { return nil }
        var node = self
        node.verdict = .unverified(after: .zero)
        if fate == .takenUp, tries <= retries {
            try node.wait(after: .interrupted(in: stage))
        } else {
            node.status = try status.after(.fail)
            node.finishedAt = moment.asStored
            node.failure = .interrupted(in: stage)
        }
        return node
    }

    private func unverified(at moment: Date) -> NodeRecord? {
        guard verdict == nil else { return nil }
        var node = self
        let waited = max(0, moment.asStored.timeIntervalSince(finishedAt ?? moment))
        node.verdict = .unverified(after: .milliseconds(Int64((waited * 1000).rounded())))
        return node
    }

    private mutating func take(_ report: NodeReport) {
        stepsDone = report.stepsDone
        stepsTotal = report.stepsTotal
        bytes = report.bytes
        artifacts = report.artifacts
        verdict = report.verdict?.asStored
    }
}

extension CancelVerdict {
    static let neverStarted = CancelVerdict(outcome: .neverStarted, duration: .zero)

    static func unverified(after duration: Duration) -> CancelVerdict {
        CancelVerdict(
            outcome: .unverified,
            duration: duration,
            detail: "The trawl process that would have looked ended before it could."
        )
    }
}

extension NodeFailure {
    static func interrupted(in stage: NodeStage) -> NodeFailure {
        NodeFailure(
            code: .interrupted,
            stage: stage,
            message: "The trawl process that worked on this node ended before it was done.",
            isRetryable: true
        )
    }

    static let neverReached = NodeFailure(
        code: .interrupted,
        stage: .queued,
        message: "The trawl process that ran this job ended before this node's turn came.",
        isRetryable: true
    )
}
