import NIOConcurrencyHelpers
import TrawlDomain
import TrawlEngine

/// One job from its submission to its last verdict, drawn while it runs and cancelled by signals.
struct JobSession: Sendable {
    /// What came of it.
    struct Outcome: Sendable {
        var job: Job
        /// In job order.
        var nodes: [NodeRecord]
        /// Whether a signal asked for the end, whatever came of the job.
        var wasInterrupted: Bool
        /// Whether the end was asked for twice: nothing is to be waited for any more.
        var wasHungUp: Bool
    }

    let workshop: Workshop
    let reporter: any ProgressReporter
    let caller: Caller
    var clock: any Clock<Duration> = ContinuousClock()
    /// Stops the process (SIGTSTP); returns when it goes on.
    var stopProcess: @Sendable () -> Void = SignalTrap.stopProcess
    /// Ends the process where even hanging up takes too long.
    let leave: @Sendable () -> Void

    /// Runs a PENDING job to its end; signals that came before are not lost.
    ///
    /// Cancellation of the task is not how a job is ended: send an ``SessionSignal/interrupt``.
    ///
    /// - Throws: ``StoreError`` where the store failed, ``CommandFailure`` where the job is not PENDING; the terminal is
    ///   given back all the same.
    func run(_ job: Job, signals: AsyncStream<SessionSignal>) async throws -> Outcome {
        switch try await workshop.manager.run(job.id, by: caller) {
        case .moved: break
        case .refused(let current):
            throw CommandFailure(
                current.isFinal
                    ? "job \(job.id) is \(current.rawValue), and a job that is over is not run again: retry it"
                    : "job \(job.id) is \(current.rawValue) already"
            )
        case .notFound: throw CommandFailure("there is no job \(job.id); `trawl jobs` lists them")
        }
        let interrupts = NIOLockedValueBox(0)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await follow(job.id) }
            group.addTask { await obey(signals, job.id, interrupts) }
            let end = await workshop.manager.waitUntilSettled(job.id)
            group.cancelAll()
            return end
        }
        await reporter.finish(workshop.manager.snapshot(of: job.id))
        if case .storeFailed(let error) = end {
            await reporter.say([
                "How job \(job.id) ended could not be stored: the next trawl that runs jobs here brings it to its end."
            ])
            throw error
        }
        let count = interrupts.withLockedValue { $0 }
        return Outcome(
            job: try await workshop.store.job(job.id) ?? job,
            nodes: try await workshop.store.nodes(of: job.id, NodeQuery()),
            wasInterrupted: count > 0,
            wasHungUp: count > 1
        )
    }

    private func follow(_ id: JobID) async {
        guard let interval = reporter.interval else { return }
        while !Task.isCancelled {
            if let snapshot = workshop.manager.snapshot(of: id) { await reporter.show(snapshot) }
            try? await clock.sleep(for: interval)
        }
    }

    private func obey(_ signals: AsyncStream<SessionSignal>, _ id: JobID, _ interrupts: NIOLockedValueBox<Int>) async {
        await withDiscardingTaskGroup { group in
            var first: Task<Void, Never>?
            for await signal in signals {
                switch signal {
                case .interrupt:
                    let count = interrupts.withLockedValue { count in
                        count += 1
                        return count
                    }
                    // Not awaited here: the second one must be heard while the first is at work. It must not overtake
                    // it either: there would be nothing yet to hang up.
                    let before = first
                    let obeyed = Task { await interrupted(count, id, after: before) }
                    first = first ?? obeyed
                    group.addTask { await obeyed.value }
                case .tellRunning:
                    if let snapshot = workshop.manager.snapshot(of: id) { await reporter.tellRunning(snapshot) }
                case .stop:
                    await reporter.pause()
                    stopProcess()
                case .resume:
                    await reporter.resume()
                }
            }
        }
    }

    private func interrupted(_ count: Int, _ id: JobID, after cancelling: Task<Void, Never>?) async {
        switch count {
        case 1: await cancel(id)
        case 2: await hangUp(id, after: cancelling)
        default:
            await reporter.pause()
            leave()
        }
    }

    private func cancel(_ id: JobID) async {
        let left = workshop.manager.snapshot(of: id).map { $0.counts.total - $0.counts.final } ?? 0
        await reporter.say([
            "Cancelling \(Figures.count(left, "node")) (again: hang up now, remote work dies by its tether)"
        ])
        do {
            switch try await workshop.manager.cancel(id, by: caller) {
            case .accepted, .notFound: break
            case .refused(let job):
                await reporter.say(["Nothing is left to cancel: the job is \(job.status.rawValue)."])
            }
        } catch {
            await reporter.say(["trawl: the cancel could not be stored: \(error.message)"])
        }
    }

    private func hangUp(_ id: JobID, after cancelling: Task<Void, Never>?) async {
        await reporter.say(["Hanging up: what still runs on the nodes dies by its tether."])
        // Whoever asked twice wants to be gone: a store that does not answer must not hold them.
        let watch = Task {
            try await clock.sleep(for: .seconds(2))
            await reporter.pause()
            leave()
        }
        await cancelling?.value
        await workshop.manager.hangUp(id)
        watch.cancel()
    }
}
