package import Foundation
package import TrawlDomain

/// Runs jobs in this process: stores them, fans them out over their nodes, cancels them and says how they stand.
///
/// It only knows who lives; one run a job does the work. The store is the truth, and is asked first in everything.
package actor JobManager {
    private let ports: EnginePorts
    private nonisolated let runs = RunRegistry()
    private var ids = JobIDGenerator()
    private var random = SystemRandomNumberGenerator()
    private var isShutDown = false
    /// Jobs that are to be run once the store can take that.
    private var waiting: [JobID: Task<Void, Never>] = [:]
    /// Cancels on their way through the store, and whether a hang-up came meanwhile.
    private var cancelsInFlight: [JobID: (count: Int, hangUp: Bool)] = [:]

    /// Makes a manager without jobs.
    ///
    /// - Parameters:
    ///   - store: Where jobs live.
    ///   - collector: Does what a job wants done on one node.
    ///   - clock: Measures deadlines, rests and how long things took.
    ///   - now: The time of day, for what is stored.
    ///   - settleLimit: How long an attempt that was told to stop may take to say what became of its remote work.
    ///   - concurrency: The most attempts at once over all jobs; nil is without limit.
    ///   - jitter: A number from 0 up to 1 at each call, for the rests between attempts.
    ///   - storeFailed: Told when the store broke under a job, which then waits for the next start of the process.
    ///   - tell: Told what becomes of jobs and nodes, for a log; it must not wait for anything.
    package init(
        store: any JobStore,
        collector: any NodeCollector,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() },
        settleLimit: Duration = .seconds(30),
        concurrency: Int? = nil,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        storeFailed: @escaping @Sendable (StoreError) -> Void = { _ in },
        tell: @escaping @Sendable (EngineNews) -> Void = { _ in }
    ) {
        ports = EnginePorts(
            store: store,
            collector: collector,
            timeline: Timeline(clock),
            now: now,
            backOff: BackOff(jitter: jitter),
            settleLimit: settleLimit,
            slots: SlotPool(limit: concurrency),
            storeFailed: storeFailed,
            tell: tell
        )
    }

    /// Stores a new job as PENDING.
    ///
    /// - Throws: What ``JobStore/create(_:as:by:at:)`` throws. On cancellation the job is stored all the same.
    package func submit(_ new: NewJob, by caller: Caller) async throws(StoreError) -> Job {
        try checkMayTakeWork()
        let moment = ports.now()
        return try await ports.store.create(new, as: ids.next(at: moment, using: &random), by: caller, at: moment)
    }

    /// The same under a key, where there is one.
    package func submit(
        _ new: NewJob,
        key: SubmissionKey?,
        by caller: Caller
    )
        async throws(StoreError) -> CreateAnswer
    {
        try checkMayTakeWork()
        let moment = ports.now()
        let id = ids.next(at: moment, using: &random)
        guard let key else { return .created(try await ports.store.create(new, as: id, by: caller, at: moment)) }
        return try await ports.store.create(new, as: id, key: key, by: caller, at: moment)
    }

    /// What a submission under a key would be answered without anything being stored; nil where the key is free.
    package func submission(
        under key: SubmissionKey,
        in projectID: String,
        by caller: Caller
    )
        async throws(StoreError) -> CreateAnswer?
    {
        try await ports.store.submission(under: key, in: projectID, by: caller, at: ports.now())
    }

    /// Starts no further attempt and takes no new job, for this reason, until it is called again without one.
    ///
    /// What runs goes on, and can be cancelled; jobs that are run meanwhile wait with all their nodes.
    package nonisolated func hold(because reason: String?) {
        ports.slots.hold(because: reason)
    }

    /// Why nothing new is started; nil where it is.
    package nonisolated var heldBecause: String? { ports.slots.heldBecause }

    private func checkMayTakeWork() throws(StoreError) {
        guard !isShutDown else { throw Self.shuttingDown }
        if let reason = ports.slots.heldBecause { throw StoreError(code: .full, message: reason) }
    }

    /// PENDING → RUNNING, and starts the job's nodes; returns at once.
    ///
    /// - Throws: `unusable` once the manager was shut down, else what the store throws; nothing was started then. On
    ///   cancellation the job is run all the same.
    package func run(_ id: JobID, by caller: Caller) async throws(StoreError) -> JobMove {
        guard !isShutDown else { throw Self.shuttingDown }
        // Read first: once the job is RUNNING, nothing may fail between it and its run.
        let nodes = try await ports.store.nodes(of: id, NodeQuery())
        let move = try await ports.store.startJob(id, by: caller, at: ports.now())
        guard case .moved(let job) = move else { return move }
        // A node may have been cancelled between the two; its claim would be refused all the same.
        await begin(JobRun(job: job, nodes: nodes, by: caller, ports: ports))
        return move
    }

    /// Runs a job that is to be run at once, now or as soon as the store can take that.
    ///
    /// Nil where it is still PENDING: the store has no room, or cannot be used for a while, and is asked again until it
    /// takes the move, somebody else moves the job, or the manager is shut down; then the next start runs it.
    func runWhenPossible(_ id: JobID, by caller: Caller) async -> JobMove? {
        do throws(StoreError) {
            return try await run(id, by: caller)
        } catch {
            guard mayPass(error) else { return nil }
            if waiting[id] == nil { waiting[id] = Task { await runLater(id, by: caller) } }
            return nil
        }
    }

    private func runLater(_ id: JobID, by caller: Caller) async {
        defer { waiting[id] = nil }
        while !Task.isCancelled {
            try? await ports.timeline.sleep(until: ports.timeline.now + JobRun.roomInterval)
            do throws(StoreError) {
                _ = try await run(id, by: caller)
                return
            } catch {
                guard mayPass(error) else { return }
            }
        }
    }

    /// Whether a move that the store refused may be taken by it later.
    private func mayPass(_ error: StoreError) -> Bool {
        switch error.code {
        case .full, .unusable: !isShutDown
        case .conflict, .broken: false
        }
    }

    /// Puts in order what earlier processes left, and goes on with what is this one's to go on with.
    ///
    /// For the start, before anything else is run.
    ///
    /// - Throws: What the store throws; jobs that it kept from being taken up wait for the next start.
    package func recover(_ policy: RecoveryPolicy, by caller: Caller) async throws(StoreError) -> Recovery {
        let recovery = try await ports.store.recover(policy, at: ports.now(), by: caller)
        for id in recovery.resumable {
            guard let job = try await ports.store.job(id), job.status == .running, runs[id] == nil else { continue }
            let nodes = try await ports.store.nodes(of: id, NodeQuery())
            await begin(JobRun(job: job, nodes: nodes, by: caller, ports: ports, isResumed: true))
        }
        for id in recovery.startable { _ = await runWhenPossible(id, by: caller) }
        return recovery
    }

    private func begin(_ run: JobRun) async {
        let id = run.id
        runs.add(run, as: id)
        Task { [runs, ports] in
            let end = await run.ended()
            runs.markEnded(id)
            if case .storeFailed(let error) = end { ports.storeFailed(error) }
        }
        if isShutDown { await run.shutDown(within: ports.settleLimit) }
        await run.begin()
    }

    /// Cancels a job: stored first, in one transaction, then what runs of it is told to stop; does not wait for that.
    ///
    /// - Throws: What the store throws. Where the store cannot be written at all, what runs is told to stop anyway.
    package func cancel(_ id: JobID, by caller: Caller) async throws(StoreError) -> CancelAnswer {
        let request = CancelRequest(at: ports.timeline.now, correlationID: caller.correlationID)
        cancelsInFlight[id, default: (0, false)].count += 1
        do throws(StoreError) {
            let answer = try await ports.store.cancelJob(id, by: caller, at: ports.now())
            guard case .accepted(let job, let running) = answer, let run = runs[id] else {
                await leaveCancel(of: id)
                return answer
            }
            run.board.cancelled(job, running: running)
            // Telling a thousand tasks takes longer than the caller should wait for what is stored already.
            Task {
                await run.cancelled(request)
                await leaveCancel(of: id)
            }
            return answer
        } catch {
            if let run = runs[id], run.givesUp(on: error) { await run.breakOff(error, stopping: true) }
            await leaveCancel(of: id)
            throw error
        }
    }

    /// Cancels one node of a job, as ``cancel(_:by:)`` does the whole; the job goes on.
    ///
    /// - Throws: What the store throws; nothing was cancelled then.
    package func cancelNode(
        _ node: NodeName,
        of id: JobID,
        by caller: Caller
    )
        async throws(StoreError) -> NodeCancelAnswer
    {
        let request = CancelRequest(at: ports.timeline.now, correlationID: caller.correlationID)
        let answer = try await ports.store.cancelNode(node, of: id, at: ports.now())
        if case .accepted(_, let wasRunning) = answer, let run = runs[id] {
            run.board.cancelled(node, wasRunning: wasRunning)
            Task { await run.cancelled(node, request) }
        }
        return answer
    }

    /// Deletes a job that is final and settled from the store, and forgets it here.
    ///
    /// - Throws: What the store throws; the job is there still.
    package func delete(_ id: JobID) async throws(StoreError) -> DeleteAnswer {
        let answer = try await ports.store.deleteJob(id, at: ports.now())
        if case .deleted = answer { runs.forget(id) }
        return answer
    }

    /// Stops waiting for the verdicts of a cancelled job: those still awaited become `unverified`, and it settles.
    ///
    /// Returns once that is stored, or when the caller is cancelled. Does nothing for a job that is not being cancelled.
    package func hangUp(_ id: JobID) async {
        if cancelsInFlight[id] != nil {
            cancelsInFlight[id]?.hangUp = true
        } else {
            await runs[id]?.hangUp()
        }
    }

    /// Waits until nothing of a job goes on in this process; nil for a job that it does not run.
    ///
    /// On cancellation of the caller it answers nil at once, and the job goes on.
    package func waitUntilSettled(_ id: JobID) async -> RunEnd? {
        await runs[id]?.ended()
    }

    /// How a job stands, from memory; nil for a job that this process does not run and did not run lately.
    package nonisolated func snapshot(of id: JobID) -> JobSnapshot? {
        runs[id]?.board.snapshot()
    }

    /// One element at once and one after changes, merged for slow viewers; ends when nothing will change any more.
    ///
    /// States, stages and steps are told at once, bytes once a second. Empty for a job that is not run here.
    package nonisolated func changes(of id: JobID) -> AsyncStream<Void> {
        runs[id]?.board.changes() ?? AsyncStream { $0.finish() }
    }

    /// Ends what runs and waits for it; what is not final stays stored, for the next start.
    ///
    /// Nothing is run any more. Attempts of the service's jobs that this breaks off go back to PENDING and count as no
    /// try. Whatever has not said within `grace` what became of it is waited for no longer; without one, the settle
    /// limit counts.
    package func shutdown(grace: Duration? = nil) async {
        isShutDown = true
        let limit = min(grace ?? ports.settleLimit, ports.settleLimit)
        let all = runs.all
        for run in all { await run.shutDown(within: limit) }
        for task in waiting.values { task.cancel() }
        for task in waiting.values { await task.value }
        for run in all { _ = await run.ended() }
    }

    /// What goes on in this process, from memory; with a project, only its jobs are counted.
    package nonisolated func gauges(of projectID: String? = nil) -> EngineGauges {
        let reading = ports.meter.reading
        var gauges = EngineGauges(
            stageTimes: reading.stages,
            verdictTimes: reading.verdicts,
            endedAttempts: reading.attempts,
            keptBytes: reading.bytes,
            attempts: ports.slots.taken,
            attemptLimit: ports.slots.limit
        )
        for run in runs.all where projectID == nil || run.job.projectID == projectID { run.board.add(to: &gauges) }
        return gauges
    }

    private func leaveCancel(of id: JobID) async {
        guard let entry = cancelsInFlight[id] else { return }
        cancelsInFlight[id] = entry.count > 1 ? (entry.count - 1, entry.hangUp) : nil
        if entry.hangUp { await runs[id]?.hangUp() }
    }

    private static let shuttingDown = StoreError(
        code: .unusable,
        message: "trawl is shutting down, so no job is started any more."
    )
}
