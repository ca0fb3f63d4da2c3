import SSHClient
import TrawlDomain

/// What the steps of an attempt came to so far.
struct StepsDone: Sendable {
    var total = 0
    /// Steps that came to their end, well or not.
    var count = 0
    /// The first failure that decides over the node; nil while there is none.
    var failure: NodeFailure?
    /// When the last step was known to be over; nil before there was one.
    var seenAt: Duration?
    /// How the step ended that was running when the node was told to stop; nil where none was.
    private var ended: StepRun.Result?
    private var begun = false
    /// Why something may still run on the node; nil where nothing may.
    private var doubt: String?

    init() {}

    /// Whether something of a step may still run on the node.
    var mayStillRun: Bool { doubt != nil }

    /// Notes a step's result; whether the next may follow.
    mutating func note(_ result: StepRun.Result, of step: PlanStep, stoppedBy stop: NodeFailure?) -> Bool {
        begun = begun || result.started
        if stop != nil { ended = result }
        let newDoubt = Self.doubt(about: result)
        if let newDoubt { doubt = newDoubt }
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
        if let newDoubt {
            // However little the step matters: a node on which something of it may still run is no success.
            failure = failure ?? Self.failure(of: result, step) ?? Self.failed(step, .stepUnfinished, "ended in doubt")
            failure?.message += " \(newDoubt)"
            return false
        }
        if !step.optional, failure == nil { failure = Self.failure(of: result, step) }
        return true
    }

    /// Notes that a step could not be started.
    mutating func note(_ error: SSHError, stoppedBy stop: NodeFailure?) {
        failure = stop ?? NodeFailure(error)
        // Once the node may have been asked to run it, nobody knows whether it does.
        let isAsked =
            switch error.code {
            case .channelRefused, .execRefused: false
            case .timedOut: true
            case .unresolved, .refused, .disconnected, .protocolFailure, .hostKeyRejected, .authRejected,
                .credentialUnusable, .sessionClosed:
                error.operation != .openChannel
            }
        if isAsked { doubt = "\(error.message) Whether the step runs is not known." }
    }

    /// What a look at the node says about the work that was to be ended.
    var finding: (outcome: CancelOutcome, detail: String?) {
        if let doubt { return (.unverified, doubt) }
        guard let ended else { return (begun ? .finishedFirst : .neverStarted, nil) }
        if ended.stopped == nil { return (.finishedFirst, nil) }
        let isKilled = ended.remains == .clear(.killed) || ended.leftovers == .killed || ended.end == .signalled("KILL")
        if !ended.started, ended.remains == .clear(.none) { return (begun ? .finishedFirst : .neverStarted, nil) }
        return (isKilled ? .killed : .terminated, nil)
    }

    /// Why a step may still run; nil where it ended by itself or was seen gone.
    private static func doubt(about result: StepRun.Result) -> String? {
        let reason: String
        switch result.remains {
        case .clear: return nil
        case .left(let processes): return "Still there after KILL: \(processes)."
        case .refused(let why), .unseen(let why): reason = why
        case nil:
            if result.stopped == nil, result.end != .unseen { return nil }
            guard let connection = result.connection else { return nil }
            reason = connection.message
        }
        return result.hasLease ? "\(reason) The node ends the step by itself when the lease has run out." : reason
    }

    private static func failure(of result: StepRun.Result, _ step: PlanStep) -> NodeFailure? {
        func failed(_ code: FailureCode, _ what: String) -> NodeFailure { Self.failed(step, code, what) }
        switch result.stopped {
        case .timedOut: return failed(.stepTimeout, "took longer than its limit and was told to end")
        case .truncated:
            return failed(.stepTruncated, "wrote more than its limit of \(step.maxBytes) bytes and was told to end")
        // What could not be kept has failed by its disk error already.
        case .cancelled, .unkept, nil: break
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

    private static func failed(_ step: PlanStep, _ code: FailureCode, _ what: String) -> NodeFailure {
        NodeFailure(code: code, stage: .collecting, message: "Step \(step.name) \(what).")
    }
}
