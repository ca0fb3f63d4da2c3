import TrawlDomain

/// Runs one job: starts its nodes as the window allows, judges what their attempts came to, ends it.
///
/// The actor only decides; the attempts work elsewhere. Its tasks are not children of a group, because a group waits
/// for all of them, and a collector that ignores its cancellation must not hold the job. They are counted by the
/// window instead, and the run ends when it is empty.
actor JobRun {
    nonisolated let board: JobBoard
    private let job: Job
    private let nodes: [NodeRecord]
    private let ports: EnginePorts
    private let system: Caller
    /// Never announces anything but its end.
    private let endSignal = ChangeSignal()

    private var fanOut: FanOut
    private var agenda = Agenda()
    private var timer: Task<Void, Never>?
    private var attempts: [NodeRun.ID: NodeRun] = [:]
    private var made = 0
    /// When the cancel was asked for, on the engine's timeline.
    private var cancelledAt: Duration?
    private var fault: StoreError?
    private var pendingSkips = 0
    private var noting: Task<Void, Never>?
    private var isEnding = false
    private(set) var end: RunEnd?

    /// The run of a job that is RUNNING, over those of its nodes that are PENDING.
    init(job: Job, nodes: [NodeRecord], by caller: Caller, ports: EnginePorts) {
        self.job = job
        self.nodes = nodes.filter { $0.status == .pending }
        self.ports = ports
        system = .system(projectID: job.projectID, correlationID: caller.correlationID)
        board = JobBoard(job: job, nodes: nodes, timeline: ports.timeline)
        fanOut = FanOut(count: self.nodes.count, options: job.options, failures: job.counts.failed)
    }

    /// Starts the first nodes.
    func begin() async {
        let now = ports.timeline.now
        agenda.add(.noteProgress, due: now + Self.noteInterval)
        if let deadline = job.options.deadline { agenda.add(.jobDeadline, due: now + deadline) }
        setTimer()
        await proceed()
    }

    /// Waits until nothing of the run goes on any more; nil where the caller is cancelled before.
    func ended() async -> RunEnd? {
        for await _ in endSignal.changes() {}
        return end
    }

    /// A cancel is stored: ends what runs.
    ///
    /// `request` is when it was asked for, on the engine's timeline.
    func cancelled(_ job: Job, running: [NodeName], request: Duration) async {
        guard end == nil else { return }
        cancelledAt = min(request, cancelledAt ?? request)
        fanOut.cancel()
        board.cancelled(job, running: running)
        stopAll(.cancelled)
        await proceed()
    }

    /// Waits for no verdict any more: the run ends now.
    ///
    /// Does nothing unless it is being ended already.
    func hangUp() async {
        guard end == nil else { return }
        switch fanOut.phase {
        case .starting, .skipping: return
        case .cancelled, .abandoned: stopAll(.shutdown)
        }
        for attempt in attempts.values { attempt.giveUp("hung up before it was known what became of the remote work") }
        _ = await ended()
    }

    /// Ends what runs and leaves the rest as it is stored, for the next start.
    func shutDown() async {
        guard end == nil else { return }
        fanOut.abandon()
        stopAll(.shutdown)
        await proceed()
    }

    /// The store failed: starts nothing more.
    ///
    /// What runs may end, or is told to.
    func breakOff(_ error: StoreError, stopping: Bool) async {
        fault = fault ?? error
        fanOut.abandon()
        if stopping { stopAll(.shutdown) }
        await proceed()
    }
}

// MARK: - The window

extension JobRun {
    private func proceed() async {
        while let place = fanOut.startNext() { start(place) }
        guard fanOut.isIdle, pendingSkips == 0, !isEnding else { return }
        isEnding = true
        await finish()
    }

    private func start(_ place: Int) {
        made += 1
        let attempt = NodeRun(id: made, place: place, node: nodes[place].name, job: job, ports: ports, board: board)
        attempts[attempt.id] = attempt
        add(.nodeTimeout(attempt.id), due: ports.timeline.now + job.options.nodeTimeout)
        Task { await self.over(attempt, await attempt.work()) }
    }

    private func over(_ attempt: NodeRun, _ end: Attempt.End) async {
        let name = nodes[attempt.place].name
        switch end {
        case .notClaimed:
            fanOut.ended(attempt.place)
            await lookForCancel()
        case .storeFailed(let error):
            fanOut.ended(attempt.place)
            await breakOff(error, stopping: false)
        case .over(let result):
            do throws(StoreError) {
                try await store(result, of: name, at: attempt.place)
            } catch {
                fanOut.ended(attempt.place)
                board.lost(name)
                await breakOff(error, stopping: false)
            }
        }
        attempts[attempt.id] = nil
        await proceed()
    }

    /// Stores what an attempt came to, and takes its place from the window.
    private func store(_ attempt: Attempt, of name: NodeName, at place: Int) async throws(StoreError) {
        let triesLeft = attempt.record.attempt <= job.options.retries
        let mayRetry =
            switch fanOut.phase {
            case .starting, .abandoned: triesLeft
            case .skipping, .cancelled: false
            }
        let judgement = Judgement(attempt: attempt, options: job.options, mayRetry: mayRetry)
        if fanOut.phase != .cancelled {
            let move = try await ports.store.finishNode(
                name,
                of: job.id,
                attempt: attempt.record.attempt,
                result: judgement.result,
                at: ports.now()
            )
            switch move {
            case .moved(let record):
                board.finished(record)
                await moved(record, place)
                return
            case .refused(current: .cancelled): break
            case .refused, .notFound:
                fanOut.ended(place)
                board.lost(name)
                return
            }
        }
        let verdict = judgement.verdict(since: cancelledAt ?? attempt.endedAt)
        try await ports.store.recordVerdict(
            verdict,
            report: judgement.received,
            node: name,
            of: job.id,
            at: ports.now()
        )
        board.judged(name, verdict, keptBytes: judgement.received?.bytes ?? 0)
        fanOut.ended(place)
    }

    private func moved(_ record: NodeRecord, _ place: Int) async {
        switch record.status {
        case .failed:
            if fanOut.failed(place) { await skip(because: .maxFailures(job.options)) }
        case .pending:
            if fanOut.rests(place) {
                let rest = ports.backOff.rest(afterAttempt: record.attempt)
                add(.rested(place), due: ports.timeline.now + rest)
            }
        case .running, .succeeded, .cancelled:
            fanOut.ended(place)
        }
    }

    /// A claim was refused: perhaps the job was cancelled by another process, which cannot tell this one.
    private func lookForCancel() async {
        guard fanOut.phase == .starting else { return }
        do throws(StoreError) {
            guard let stored = try await ports.store.job(job.id), stored.isCancelled else { return }
            guard fanOut.phase == .starting else { return }
            let running = attempts.values.filter { $0.hasBegun }.map { nodes[$0.place].name }
            await cancelled(stored, running: running, request: ports.timeline.now)
        } catch {
            await breakOff(error, stopping: false)
        }
    }
}

// MARK: - Ends

extension JobRun {
    private func skip(because reason: NodeFailure) async {
        fanOut.skip(because: reason)
        pendingSkips += 1
        do throws(StoreError) {
            let names = try await ports.store.skipPending(of: job.id, because: reason, at: ports.now())
            board.skipped(names.count)
        } catch {
            await breakOff(error, stopping: false)
        }
        pendingSkips -= 1
    }

    private func stopAll(_ reason: StopReason) {
        let giveUpAt = ports.timeline.now + ports.settleLimit
        for attempt in attempts.values where attempt.stop(reason) { add(.giveUp(attempt.id), due: giveUpAt) }
    }

    private func finish() async {
        await noting?.value
        do throws(StoreError) {
            end(as: try await storeEnd())
        } catch {
            end(as: .storeFailed(error))
        }
    }

    private func storeEnd() async throws(StoreError) -> RunEnd {
        if let fault { return .storeFailed(fault) }
        switch fanOut.phase {
        case .starting, .cancelled: break
        case .skipping(let reason):
            // An attempt that was to be made again may have been stored after the first skip.
            let names = try await ports.store.skipPending(of: job.id, because: reason, at: ports.now())
            board.skipped(names.count)
        case .abandoned:
            guard board.counts.allFinal else { return .shutDown }
        }
        if fanOut.phase != .cancelled {
            switch try await ports.store.finishJob(job.id, by: system, at: ports.now()) {
            case .moved(let job):
                board.finished(job)
                return .settled
            case .refused(let current):
                guard current.isFinal else { return .storeFailed(Self.unfinished(job)) }
            case .notFound:
                return .storeFailed(Self.unfinished(job))
            }
        }
        try await ports.store.settleJob(job.id, at: ports.now())
        return .settled
    }

    private func end(as end: RunEnd) {
        self.end = end
        timer?.cancel()
        timer = nil
        board.end(isSettled: end == .settled)
        endSignal.end()
    }

    private static func unfinished(_ job: Job) -> StoreError {
        StoreError(code: .conflict, message: "Job \(job.id) has nodes that this process neither runs nor may finish.")
    }
}

// MARK: - Time

extension JobRun {
    private static let noteInterval = Duration.seconds(1)

    private func add(_ entry: Agenda.Entry, due: Duration) {
        let before = agenda.firstDue
        agenda.add(entry, due: due)
        if agenda.firstDue != before { setTimer() }
    }

    private func setTimer() {
        timer?.cancel()
        guard end == nil, let due = agenda.firstDue else { return }
        timer = Task { [timeline = ports.timeline] in
            do {
                try await timeline.sleep(until: due)
            } catch {
                return
            }
            await self.ring()
        }
    }

    private func ring() async {
        guard end == nil else { return }
        while let entry = agenda.next(by: ports.timeline.now) { await act(on: entry) }
        setTimer()
    }

    private func act(on entry: Agenda.Entry) async {
        switch entry {
        case .noteProgress:
            noteProgress()
        case .jobDeadline:
            let reason = NodeFailure.jobDeadline(job.options, stage: .queued)
            fanOut.skip(because: reason)
            stopAll(.jobDeadline)
            if fanOut.phase == .skipping(reason) { await skip(because: reason) }
            await proceed()
        case .nodeTimeout(let id):
            let giveUpAt = ports.timeline.now + ports.settleLimit
            if let attempt = attempts[id], attempt.stop(.nodeTimeout) { add(.giveUp(id), due: giveUpAt) }
        case .giveUp(let id):
            attempts[id]?.giveUp("it did not say within \(ports.settleLimit.inSeconds) what became of its remote work")
        case .rested(let place):
            fanOut.rested(place)
            await proceed()
        }
    }

    /// Beside the timer, so that a slow store holds up no deadline; one write at a time.
    private func noteProgress() {
        add(.noteProgress, due: ports.timeline.now + Self.noteInterval)
        board.announce()
        guard noting == nil, fault == nil else { return }
        let progress = board.takeUnnotedProgress()
        guard !progress.isEmpty else { return }
        noting = Task {
            do throws(StoreError) {
                try await ports.store.noteProgress(progress, of: job.id)
            } catch {
                await breakOff(error, stopping: false)
            }
            noting = nil
        }
    }
}
