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
    ///   - jitter: A number from 0 up to 1 at each call, for the rests between attempts.
    package init(
        store: any JobStore,
        collector: any NodeCollector,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() },
        settleLimit: Duration = .seconds(30),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        ports = EnginePorts(
            store: store,
            collector: collector,
            timeline: Timeline(clock),
            now: now,
            backOff: BackOff(jitter: jitter),
            settleLimit: settleLimit
        )
    }

    /// Stores a new job as PENDING.
    ///
    /// - Throws: What ``JobStore/create(_:as:by:at:)`` throws. On cancellation the job is stored all the same.
    package func submit(_ new: NewJob, by caller: Caller) async throws(StoreError) -> Job {
        let moment = ports.now()
        return try await ports.store.create(new, as: ids.next(at: moment, using: &random), by: caller, at: moment)
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
        let run = JobRun(job: job, nodes: nodes, by: caller, ports: ports)
        runs.add(run, as: id)
        Task { [runs] in
            _ = await run.ended()
            runs.markEnded(id)
        }
        if isShutDown { await run.shutDown() }
        await run.begin()
        return move
    }

    /// Cancels a job: stored first, in one transaction, then what runs of it is told to stop; does not wait for that.
    ///
    /// - Throws: What the store throws. Where the store cannot be written at all, what runs is told to stop anyway.
    package func cancel(_ id: JobID, by caller: Caller) async throws(StoreError) -> CancelAnswer {
        let request = ports.timeline.now
        cancelsInFlight[id, default: (0, false)].count += 1
        do throws(StoreError) {
            let answer = try await ports.store.cancelJob(id, by: caller, at: ports.now())
            if case .accepted(let job, let running) = answer {
                await runs[id]?.cancelled(job, running: running, request: request)
            }
            await leaveCancel(of: id)
            return answer
        } catch {
            switch error.code {
            case .conflict: break
            case .full, .broken, .unusable: await runs[id]?.breakOff(error, stopping: true)
            }
            await leaveCancel(of: id)
            throw error
        }
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
    /// Nothing is run any more.
    package func shutdown() async {
        isShutDown = true
        let all = runs.all
        for run in all { await run.shutDown() }
        for run in all { _ = await run.ended() }
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
