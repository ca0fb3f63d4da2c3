import Crypto
import SSHClient
import TrawlDomain
import TrawlFleet

/// One attempt at one node, from its folder to its seal.
struct NodeAttempt: Sendable {
    private let assignment: NodeAssignment
    private let lane: Lane
    private let ring: KeyRing
    private let context: AttemptContext
    private let stop: StopLatch<StopReason>
    private let stopTime: StopTime
    private let tracker: ProgressTracker
    private let watch: Stopwatch

    init(
        _ assignment: NodeAssignment,
        lane: Lane,
        ring: KeyRing,
        context: AttemptContext,
        stop: StopLatch<StopReason>,
        stopTime: StopTime,
        watch: Stopwatch
    ) {
        self.assignment = assignment
        self.lane = lane
        self.ring = ring
        self.context = context
        self.stop = stop
        self.stopTime = stopTime
        self.watch = watch
        tracker = ProgressTracker(report: assignment.progress)
    }

    /// Works on the node; never throws, and answers in bounded time once the task is cancelled.
    func run() async -> NodeReport {
        let folder: NodeFolder
        do {
            folder = try await NodeFolder.open(
                AttemptIdentity(assignment),
                in: context.layout,
                on: context.disk,
                stopwatch: watch
            )
        } catch {
            let nothing = StepsDone()
            return report(nothing, failure: error.failure(during: .queued), verdict: verdict(nil, of: nothing))
        }
        let done = await work(in: folder)
        return await seal(folder, done, verdict(stopTime.elapsed(until: done.seenAt), of: done))
    }

    // MARK: Working

    private func work(in folder: NodeFolder) async -> StepsDone {
        var done = StepsDone()
        do {
            let (plan, redaction) = try context.plans.plan(assignment.job.plan)
            done.total = plan.steps.count
            tracker.update { $0.stepsTotal = plan.steps.count }
            let (settings, keys) = try await ring.keys(for: assignment.target.connection)
            return try await connect(settings, keys) { session in
                await steps(plan, redaction, over: session, in: folder, done)
            }
        } catch let error as SSHError {
            done.failure = NodeFailure(error)
        } catch is CancellationError {
            done.failure = stoppedFailure(during: tracker.stage)
        } catch let error as HostKeyError {
            done.failure = NodeFailure(code: .hostKeyUnknown, stage: .queued, message: error.message)
        } catch {
            done.failure = NodeFailure(code: .internal, stage: tracker.stage, message: "\(error)")
        }
        return done
    }

    private func connect(
        _ settings: ConnectionSettings,
        _ keys: KeyRing.Keys,
        _ body: (SSHSession) async -> StepsDone
    ) async throws -> StepsDone {
        let configuration = SSHConfiguration(
            assignment.target,
            settings,
            keys,
            timeouts: context.settings.timeouts
        )
        // The node is queued still, and no deadline of its connection runs, until its turn has come.
        let pass = try await context.signIns.enter(assignment.target.address)
        defer { pass.leave() }
        do {
            return try await lane.client.withSession(to: configuration) { [tracker] stage in
                tracker.update { $0.stage = NodeStage(stage) }
                if stage == .ready { pass.leave() }
            } _: { session in
                await body(session)
            }
        } catch let error as SSHError where error.code == .authRejected && !keys.unusable.isEmpty {
            var failure = NodeFailure(error)
            failure.message += " Not usable: " + keys.unusable.map(\.message).joined(separator: " ")
            var done = StepsDone()
            done.failure = failure
            return done
        }
    }

    /// Runs the steps in a task that is not cancelled: what is to be ended is ended rung by rung, told by the latch.
    private func steps(
        _ plan: Plan,
        _ redaction: RedactionTable?,
        over session: SSHSession,
        in folder: NodeFolder,
        _ start: StepsDone
    ) async -> StepsDone {
        await Task(executorPreference: lane.executor) {
            var done = start
            let mark = AttemptMark(assignment, key: context.markKey)
            for (place, step) in plan.steps.enumerated() {
                if let reason = stop.reason {
                    done.failure = stoppedFailure(reason, during: .collecting)
                    break
                }
                tracker.update {
                    $0.stage = .collecting
                    $0.stepsDone = done.count
                    $0.activity = step.title
                }
                let token = StepToken(mark, step: place)
                guard await one(step, token, redaction, over: session, in: folder, &done) else { break }
            }
            return done
        }.value
    }

    /// Runs one step; whether the next may follow.
    private func one(
        _ step: PlanStep,
        _ token: StepToken,
        _ redaction: RedactionTable?,
        over session: SSHSession,
        in folder: NodeFolder,
        _ done: inout StepsDone
    ) async -> Bool {
        let run = StepRun(
            session: session,
            executor: lane.executor,
            folder: folder,
            step: step,
            tether: Tether(
                token: token,
                grace: context.settings.grace,
                lease: context.settings.lease
            ),
            clock: context.clock,
            looks: context.looks,
            stop: stop,
            progress: { [tracker] count in tracker.update { $0.bytes += Int64(count) } }
        )
        do {
            try await folder.beginStep(step, redaction: redaction)
            var result = try await run.run()
            // Now the verdict stands; the disk may be busy with other nodes for a while.
            done.seenAt = watch.elapsed
            Failpoint.hit(.stepEnd)
            do {
                try await folder.endStep(result.end, stopped: result.stopped)
            } catch {
                result.disk = result.disk ?? error
            }
            return done.note(result, of: step, stoppedBy: stopped)
        } catch let error as SSHError {
            try? await folder.endStep(.unseen)
            done.note(error, stoppedBy: stopped)
        } catch let error as FolderError {
            done.failure = error.failure(during: .collecting)
        } catch {
            done.failure = NodeFailure(code: .internal, stage: .collecting, message: "\(error)")
        }
        return false
    }

    /// The failure that being told to stop is; nil while nobody did.
    private var stopped: NodeFailure? { stop.reason.map { stoppedFailure($0, during: .collecting) } }

    // MARK: Ending

    private func seal(_ folder: NodeFolder, _ done: StepsDone, _ verdict: CancelVerdict?) async -> NodeReport {
        tracker.update { $0.stage = .sealing }
        do {
            if let verdict {
                try? await folder.note(.note("\(verdict.outcome.rawValue)\(verdict.detail.map { ": \($0)" } ?? "")"))
            }
            let sealed = try await folder.seal(failure: done.failure, verdict: verdict)
            tracker.update { $0.stage = .done }
            return report(done, failure: sealed.failure, verdict: verdict, sealed)
        } catch {
            return report(done, failure: done.failure ?? error.failure(during: .sealing), verdict: verdict)
        }
    }

    private func report(
        _ done: StepsDone,
        failure: NodeFailure?,
        verdict: CancelVerdict?,
        _ sealed: SealedFolder? = nil
    ) -> NodeReport {
        NodeReport(
            outcome: failure.map(NodeReport.Outcome.failed) ?? .succeeded,
            stepsDone: done.count,
            stepsTotal: done.total,
            bytes: sealed?.bytes ?? 0,
            artifacts: sealed?.artifacts ?? 0,
            verdict: verdict
        )
    }

    private func verdict(_ elapsed: Duration?, of done: StepsDone) -> CancelVerdict? {
        // Without a stop there is a verdict only where something may still run: that must not be passed over.
        guard stop.reason != nil || done.mayStillRun else { return nil }
        let finding = done.finding
        return CancelVerdict(outcome: finding.outcome, duration: elapsed ?? .zero, detail: finding.detail)
    }

    private func stoppedFailure(_ reason: StopReason? = nil, during stage: NodeStage) -> NodeFailure {
        switch reason ?? stop.reason ?? .cancelled {
        case .cancelled, .shutdown:
            NodeFailure(code: .cancelled, stage: stage, message: "Cancelled before it ended.")
        case .nodeTimeout:
            NodeFailure(code: .nodeTimeout, stage: stage, message: "The node took longer than its limit.")
        case .jobDeadline:
            NodeFailure(code: .jobDeadline, stage: stage, message: "The job's deadline came before the node's end.")
        }
    }
}

extension AttemptMark {
    fileprivate init(_ assignment: NodeAssignment, key: SymmetricKey) {
        self.init(job: assignment.job.id, node: assignment.target.name, attempt: assignment.attempt, key: key)
    }
}
