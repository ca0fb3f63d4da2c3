import Foundation
import TrawlDomain

/// Runs one job: starts its nodes as the window allows, judges what their attempts came to, ends it.
///
/// The actor only decides; the attempts work elsewhere. Its tasks are not children of a group, because a group waits
/// for all of them, and a collector that ignores its cancellation must not hold the job. They are counted by the
/// window instead, and the run ends when it is empty.
actor JobRun {
    nonisolated let board: JobBoard
    nonisolated let job: Job
    private let nodes: [NodeRecord]
    let ports: EnginePorts
    private let system: Caller
    /// Never announces anything but its end.
    private let endSignal = ChangeSignal()

    var fanOut: FanOut
    var agenda = Agenda()
    var timer: Task<Void, Never>?
    var attempts: [NodeRun.ID: NodeRun] = [:]
    private var made = 0
    /// The job's cancel, the first one that this process was told of.
    private var cancel: CancelRequest?
    /// Those of nodes that were cancelled one by one, by their places.
    private var nodeCancels: [Int: CancelRequest] = [:]
    private let isResumed: Bool
    /// How long the job had been running when this process took it up.
    private let ranFor: Duration
    var isShutDown = false
    var fault: StoreError?
    private var pendingSkips = 0
    var noting: Task<Void, Never>?
    var notes = 0
    private var isEnding = false
    private(set) var end: RunEnd?

    /// The run of a job that is RUNNING, over those of its nodes that are PENDING.
    init(job: Job, nodes: [NodeRecord], by caller: Caller, ports: EnginePorts, isResumed: Bool = false) {
        self.job = job
        self.nodes = nodes.filter { $0.status == .pending }
        self.ports = ports
        system = .system(projectID: job.projectID, correlationID: caller.correlationID)
        self.isResumed = isResumed
        let age = isResumed ? job.startedAt.map { ports.now().timeIntervalSince($0) } : nil
        // A clock that was set back makes no deadline later than it was at first.
        ranFor = .seconds(max(0, age ?? 0))
        board = JobBoard(job: job, nodes: nodes, timeline: ports.timeline, ranFor: ranFor)
        fanOut = FanOut(count: self.nodes.count, options: job.options, failures: job.counts.failed)
    }

    /// Starts the first nodes.
    func begin() async {
        guard end == nil else { return }
        tell(.jobStarted(nodes: nodes.count, isResumed: isResumed))
        let now = ports.timeline.now
        agenda.add(.noteProgress, due: now + Self.noteInterval)
        if let deadline = job.options.deadline { agenda.add(.jobDeadline, due: now + deadline - ranFor) }
        setTimer()
        if isResumed, let most = job.options.maxFailures, job.counts.failed >= max(1, most) {
            await skip(because: .maxFailures(job.options))
        }
        await proceed()
    }

    nonisolated var id: JobID { job.id }

    private func tell(_ event: EngineNews.Event, for request: CancelRequest? = nil) {
        let correlationID = request?.correlationID ?? system.correlationID
        ports.tell(EngineNews(job: job.id, correlationID: correlationID, event: event))
    }

    /// Waits until nothing of the run goes on any more; nil where the caller is cancelled before.
    func ended() async -> RunEnd? {
        for await _ in endSignal.changes() {}
        return end
    }

    /// A cancel is stored, and the board knows: ends what runs.
    func cancelled(_ request: CancelRequest) async {
        guard end == nil else { return }
        if cancel.map({ request.at < $0.at }) ?? true { cancel = request }
        fanOut.cancel()
        stopAll(.cancelled, within: ports.settleLimit)
        await proceed()
    }

    /// The cancel of one node is stored, and the board knows: ends its attempt, where there is one.
    func cancelled(_ node: NodeName, _ request: CancelRequest) async {
        guard end == nil, let place = nodes.firstIndex(where: { $0.name == node }) else { return }
        nodeCancels[place] = request
        fanOut.drop(place)
        let giveUpAt = ports.timeline.now + ports.settleLimit
        for attempt in attempts.values where attempt.place == place && attempt.stop(.cancelled) {
            add(.giveUp(attempt.id), due: giveUpAt)
        }
        await proceed()
    }

    /// Waits for no verdict any more: the run ends now.
    ///
    /// Does nothing unless it is being ended already.
    func hangUp() async {
        guard end == nil else { return }
        switch fanOut.phase {
        case .starting, .skipping: return
        case .cancelled, .abandoned: stopAll(.shutdown, within: ports.settleLimit)
        }
        for attempt in attempts.values { attempt.giveUp("hung up before it was known what became of the remote work") }
        _ = await ended()
    }

    /// Ends what runs and leaves the rest as it is stored, for the next start.
    ///
    /// Attempts that have not ended within `limit` are waited for no longer, those included that are being ended already.
    func shutDown(within limit: Duration) async {
        guard end == nil else { return }
        Failpoint.hit(.shutdownDrain)
        isShutDown = true
        fanOut.abandon()
        stopAll(.shutdown, within: limit)
        let giveUpAt = ports.timeline.now + limit
        for attempt in attempts.values { add(.giveUp(attempt.id), due: giveUpAt) }
        await proceed()
    }

    /// Whether a fault of the store ends the run.
    ///
    /// In the service a disk that is full, or cannot be written for a while, is waited out: nothing that came to an end is
    /// lost meanwhile, and no job stays RUNNING that nobody runs.
    nonisolated func givesUp(on error: StoreError) -> Bool {
        switch error.code {
        case .conflict: false
        case .full, .unusable: job.custody == .process
        case .broken: true
        }
    }

    /// The store failed: starts nothing more.
    ///
    /// What runs may end, or is told to.
    func breakOff(_ error: StoreError, stopping: Bool) async {
        fault = fault ?? error
        fanOut.abandon()
        if stopping { stopAll(.shutdown, within: ports.settleLimit) }
        await proceed()
    }
}

// MARK: - The window

extension JobRun {
    func proceed() async {
        while fanOut.canStart() {
            guard ports.slots.take(job.id, whenFree: { Task { await self.proceed() } }) else { break }
            guard let place = fanOut.startNext() else {
                ports.slots.give(job.id)
                break
            }
            start(place)
        }
        if !fanOut.canStart() { ports.slots.leave(job.id) }
        guard fanOut.isIdle, pendingSkips == 0, !isEnding else { return }
        isEnding = true
        await finish()
    }

    private func start(_ place: Int) {
        made += 1
        let attempt = NodeRun(id: made, place: place, node: nodes[place].name, job: job, ports: ports, board: board)
        attempts[attempt.id] = attempt
        add(.nodeTimeout(attempt.id), due: ports.timeline.now + job.options.nodeTimeout)
        let workPlace = ports.collector.workPlace()
        Task(executorPreference: workPlace.executor) {
            let end = await attempt.work(on: workPlace.executor)
            workPlace.leave()
            await self.over(attempt, end)
        }
    }

    private func over(_ attempt: NodeRun, _ end: Attempt.End) async {
        let name = nodes[attempt.place].name
        ports.slots.give(job.id)
        switch end {
        case .notClaimed:
            fanOut.ended(attempt.place)
            await lookForCancel()
        case .storeFailed(let error):
            if givesUp(on: error) {
                fanOut.ended(attempt.place)
                await breakOff(error, stopping: false)
            } else if fanOut.rests(attempt.place) {
                add(.rested(attempt.place), due: ports.timeline.now + Self.roomInterval)
            }
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
        let triesLeft = attempt.record.tries <= job.options.retries
        let mayRetry =
            switch fanOut.phase {
            case .starting, .abandoned: triesLeft
            case .skipping, .cancelled: false
            }
        let judgement = Judgement(
            attempt: attempt,
            options: job.options,
            mayRetry: mayRetry,
            mayHandBack: job.custody == .service
        )
        if fanOut.phase != .cancelled {
            let move = try await onceThereIsRoom { () async throws(StoreError) in
                try await ports.store.finishNode(
                    name,
                    of: job.id,
                    attempt: attempt.record.attempt,
                    result: judgement.result,
                    at: ports.now()
                )
            }
            switch move {
            case .moved(let record):
                let waits = record.status == .pending
                // Its rest is on the agenda before anyone can see that the node waits for it.
                if waits { await moved(record, place) }
                board.finished(record)
                ports.meter.ended(record)
                tell(.attemptEnded(record))
                if !waits { await moved(record, place) }
                return
            case .refused(current: .cancelled): break
            case .refused, .notFound:
                fanOut.ended(place)
                board.lost(name)
                return
            }
        }
        let request = nodeCancels[place] ?? cancel
        let verdict = judgement.verdict(since: request?.at ?? attempt.endedAt)
        try await onceThereIsRoom { () async throws(StoreError) in
            try await ports.store.recordVerdict(
                verdict,
                report: judgement.received,
                node: name,
                of: job.id,
                at: ports.now()
            )
        }
        let kept = judgement.received?.bytes ?? 0
        board.judged(name, verdict, keptBytes: kept)
        ports.meter.judged(verdict, keptBytes: kept)
        tell(.nodeJudged(name, attempt: attempt.record.attempt, verdict), for: request)
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
            board.cancelled(stored, running: running)
            await cancelled(CancelRequest(at: ports.timeline.now, correlationID: system.correlationID))
        } catch {
            if givesUp(on: error) { await breakOff(error, stopping: false) }
        }
    }

    /// Makes a move of the store again for as long as only room or a moment is lacking, and someone is there to wait for it.
    private func onceThereIsRoom<Value: Sendable>(
        _ move: () async throws(StoreError) -> Value
    )
        async throws(StoreError) -> Value
    {
        while true {
            do throws(StoreError) {
                return try await move()
            } catch {
                guard error.code != .conflict, !givesUp(on: error), !isShutDown else { throw error }
                try? await ports.timeline.sleep(until: ports.timeline.now + Self.roomInterval)
            }
        }
    }
}

// MARK: - Ends

extension JobRun {
    func skip(because reason: NodeFailure) async {
        fanOut.skip(because: reason)
        pendingSkips += 1
        do throws(StoreError) {
            let names = try await onceThereIsRoom { () async throws(StoreError) in
                try await ports.store.skipPending(of: job.id, because: reason, at: ports.now())
            }
            board.skipped(names.count)
        } catch {
            await breakOff(error, stopping: false)
        }
        pendingSkips -= 1
    }

    func stopAll(_ reason: StopReason, within limit: Duration) {
        let giveUpAt = ports.timeline.now + limit
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
            let names = try await onceThereIsRoom { () async throws(StoreError) in
                try await ports.store.skipPending(of: job.id, because: reason, at: ports.now())
            }
            board.skipped(names.count)
        case .abandoned:
            guard board.counts.allFinal else { return .shutDown }
        }
        if fanOut.phase != .cancelled {
            let move = try await onceThereIsRoom { () async throws(StoreError) in
                try await ports.store.finishJob(job.id, by: system, at: ports.now())
            }
            switch move {
            case .moved(let job):
                board.finished(job)
                return .settled
            case .refused(let current):
                guard current.isFinal else { return .storeFailed(Self.unfinished(job)) }
            case .notFound:
                return .storeFailed(Self.unfinished(job))
            }
        }
        try await onceThereIsRoom { () async throws(StoreError) in
            try await ports.store.settleJob(job.id, at: ports.now())
        }
        return .settled
    }

    func end(as end: RunEnd) {
        self.end = end
        timer?.cancel()
        timer = nil
        ports.slots.leave(job.id)
        board.end(isSettled: end == .settled)
        tell(.jobEnded(end, board.status, counts: board.counts))
        endSignal.end()
    }

    private static func unfinished(_ job: Job) -> StoreError {
        StoreError(code: .conflict, message: "Job \(job.id) has nodes that this process neither runs nor may finish.")
    }
}
