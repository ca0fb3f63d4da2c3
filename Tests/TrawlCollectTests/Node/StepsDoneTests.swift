import Testing
import TrawlDomain

@testable import SSHClient
@testable import TrawlCollect

@Suite("The verdict that steps come to")
struct StepsDoneTests {
    private let step = Plan.Step.step("one", "true")
    private let stop = NodeFailure(code: .cancelled, stage: .collecting, message: "Cancelled.")

    /// A step's result; begun, unless said otherwise.
    private func result(
        _ end: StepEnd,
        stopped: StepStop? = nil,
        remains: Remains? = nil,
        started: Bool = true,
        leftovers: TetherMark.Leftovers = .none,
        connection: SSHError? = nil
    ) -> StepRun.Result {
        var result = StepRun.Result(end: end, stopped: stopped, remains: remains)
        result.started = started
        result.leftovers = leftovers
        result.connection = connection
        return result
    }

    private func outcome(_ notes: (StepRun.Result, NodeFailure?)...) -> CancelOutcome {
        var done = StepsDone()
        for (result, stop) in notes { _ = done.note(result, of: step, stoppedBy: stop) }
        return done.finding.outcome
    }

    private var lost: SSHError { SSHError(.disconnected, during: .read, "The connection is gone.") }

    @Test("without any step is never_started")
    func none() {
        #expect(outcome() == .neverStarted)
        #expect(outcome((result(.unseen, started: false), nil)) == .neverStarted)
    }

    @Test("after steps that ended by themselves is finished_first")
    func finished() {
        #expect(outcome((result(.exited(0)), nil)) == .finishedFirst)
        #expect(outcome((result(.exited(0)), stop)) == .finishedFirst)
        #expect(outcome((result(.exited(0), stopped: .timedOut, remains: .clear(.none)), nil)) == .finishedFirst)
    }

    @Test("of a step that was ended and seen gone is terminated, or killed where KILL was needed")
    func ended() {
        let term = result(.signalled("TERM"), stopped: .cancelled, remains: .clear(.none))
        #expect(outcome((term, stop)) == .terminated)
        #expect(outcome((result(.exited(0), stopped: .cancelled, remains: .clear(.terminated)), stop)) == .terminated)
        #expect(outcome((result(.unseen, stopped: .cancelled, remains: .clear(.killed)), stop)) == .killed)
        #expect(outcome((result(.signalled("KILL"), stopped: .cancelled, remains: .clear(.none)), stop)) == .killed)
        let child = result(.signalled("TERM"), stopped: .cancelled, remains: .clear(.none), leftovers: .killed)
        #expect(outcome((child, stop)) == .killed)
        let unborn = result(.unseen, stopped: .cancelled, remains: .clear(.none), started: false)
        #expect(outcome((unborn, stop)) == .neverStarted)
        #expect(outcome((result(.exited(0)), nil), (unborn, stop)) == .finishedFirst)
    }

    @Test("is unverified wherever nobody saw the end")
    func unverified() {
        for remains in [Remains.left("4711"), .refused("no channel"), .unseen("no answer")] {
            #expect(outcome((result(.unseen, stopped: .cancelled, remains: remains), stop)) == .unverified)
        }
        #expect(outcome((result(.unseen, stopped: .cancelled, connection: lost), stop)) == .unverified)
        // The connection was lost first, and the stop came while the folder was sealed.
        #expect(outcome((result(.unseen, connection: lost), nil)) == .unverified)
        #expect(outcome((result(.unseen, started: false, connection: lost), nil)) == .unverified)
    }

    @Test("remembers what an earlier step left behind")
    func earlier() {
        let left = result(.unseen, stopped: .timedOut, remains: .left("4711"))
        let term = result(.signalled("TERM"), stopped: .cancelled, remains: .clear(.none))
        #expect(outcome((left, nil), (term, stop)) == .unverified)
    }

    @Test("fails the node wherever something may still run, and starts nothing more there")
    func doubt() {
        let optional = Plan.Step(name: "one", run: "true", maxBytes: 1, optional: true)
        for remains in [Remains.left("4711"), .unseen("no answer")] {
            var done = StepsDone()
            let left = result(.unseen, stopped: .timedOut, remains: remains)
            let mayGoOn = done.note(left, of: optional, stoppedBy: nil)
            #expect(!mayGoOn)
            #expect(done.failure?.code == .stepTimeout)
            #expect(done.failure?.message.contains(remains == .left("4711") ? "4711" : "no answer") == true)
            #expect(done.mayStillRun)
        }
        var done = StepsDone()
        let gone = result(.unseen, stopped: .timedOut, remains: .clear(.killed))
        let mayGoOn = done.note(gone, of: optional, stoppedBy: nil)
        #expect(mayGoOn)
        #expect(done.failure == nil)
        #expect(!done.mayStillRun)
    }

    @Test("is never_started only where the node was surely not asked")
    func startFailures() {
        let cases: [(SSHError.Code, SSHError.Operation, CancelOutcome)] = [
            (.channelRefused, .openChannel, .neverStarted), (.execRefused, .exec, .neverStarted),
            (.disconnected, .openChannel, .neverStarted), (.disconnected, .exec, .unverified),
            (.timedOut, .openChannel, .unverified), (.sessionClosed, .exec, .unverified),
        ]
        for (code, operation, expected) in cases {
            var done = StepsDone()
            done.note(SSHError(code, during: operation, "It failed."), stoppedBy: stop)
            #expect(done.finding.outcome == expected, "\(code) during \(operation)")
            #expect(done.failure == stop)
        }
    }

    @Test("tells of the lease where it is the promise")
    func lease() {
        var lostStep = result(.unseen, stopped: .cancelled, connection: lost)
        for hasLease in [true, false] {
            lostStep.hasLease = hasLease
            var done = StepsDone()
            _ = done.note(lostStep, of: step, stoppedBy: stop)
            #expect(done.finding.detail?.contains("lease") == hasLease)
        }
    }
}
