import SSHClient
import TrawlDomain

/// What the steps of an attempt came to so far.
struct StepsDone: Sendable {
    var total = 0
    /// Steps that came to their end, well or not.
    var count = 0
    /// The first failure that decides over the node; nil while there is none.
    var failure: NodeFailure?
    /// How the step that was ended from here ended; nil where none was running.
    private var ended: StepRun.Result?
    private var begun = false

    init() {}

    /// Notes a step's result; whether the next may follow.
    mutating func note(_ result: StepRun.Result, of step: PlanStep, stoppedBy stop: NodeFailure?) -> Bool {
        begun = begun || result.started
        if result.stopped != nil || stop != nil { ended = result }
        if let disk = result.disk {
            failure = disk.failure(during: .collecting)
            return false
        }
        if let stop, result.end == .unseen || result.stopped != nil {
            failure = stop
            return false
        }
        if let connection = result.connection {
            failure = NodeFailure(connection)
            return false
        }
        count += 1
        if !step.optional, failure == nil { failure = Self.failure(of: result, step) }
        return true
    }

    /// What a look at the node says about the work that was to be ended.
    var finding: (outcome: CancelOutcome, detail: String?) {
        guard let ended else { return (begun ? .finishedFirst : .neverStarted, nil) }
        if ended.stopped == nil { return (.finishedFirst, nil) }
        switch ended.remains {
        case .clear(let byLook):
            let isKilled =
                byLook == .killed || ended.leftovers == .killed || ended.end == .signalled("KILL")
            if !ended.started, byLook == .none { return (.neverStarted, nil) }
            return (isKilled ? .killed : .terminated, nil)
        case .left(let processes): return (.unverified, "Still there after KILL: \(processes).")
        case .unseen(let reason): return (.unverified, reason)
        case nil:
            return (.unverified, ended.connection?.message ?? "Nobody could look at the node.")
        }
    }

    private static func failure(of result: StepRun.Result, _ step: PlanStep) -> NodeFailure? {
        func failed(_ code: FailureCode, _ what: String) -> NodeFailure {
            NodeFailure(code: code, stage: .collecting, message: "Step \(step.name) \(what).")
        }
        switch result.stopped {
        case .timedOut: return failed(.stepTimeout, "took longer than its limit and was ended")
        case .truncated:
            return failed(.stepTruncated, "wrote more than its limit of \(step.maxBytes) bytes and was ended")
        case .cancelled, nil: break
        }
        switch result.end {
        case .exited(0): return nil
        case .exited(let status): return failed(.stepFailed, "exited with status \(status)")
        case .signalled(let name): return failed(.stepSignalled, "was ended by signal \(name)")
        case .unseen:
            return failed(
                .stepUnfinished,
                result.started
                    ? "ended without anyone seeing how"
                    : "never began: the login shell could not run the wrapper (see the step's standard error)"
            )
        }
    }
}
