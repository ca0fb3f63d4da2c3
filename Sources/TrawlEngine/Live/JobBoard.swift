import NIOConcurrencyHelpers
import TrawlDomain

/// The picture of one running job in memory: written by its attempts, read by whoever draws it.
///
/// What is stored comes first; the board is told after it. Once a job's final status is known, the store's counts
/// stand, and whatever was on its way to the board changes them no more.
final class JobBoard: Sendable {
    private struct Picture {
        var job: Job
        var elapsed: Duration?
        var isSettled = false
        /// Bytes kept of attempts that are over for good.
        var keptBytes: Int64
        var running: [NodeName: NodeGauge] = [:]
        var failures = FailureGroups()
        var verdicts: [CancelOutcome: Int] = [:]
        /// Nodes whose verdict came in, also before the cancel itself was known here.
        var judged: Set<NodeName> = []
        var awaited: Set<NodeName> = []
        var skipped = 0
        /// Nodes that a cancel found PENDING.
        var neverStarted = 0
        /// Nodes that were cancelled one by one while they were RUNNING.
        var cancelledAlone = 0
        /// Those of them of whose claim the board had not been told.
        var cancelledEarly: Set<NodeName> = []

        var allVerdicts: [CancelOutcome: Int] {
            guard neverStarted > 0 else { return verdicts }
            return verdicts.merging([.neverStarted: neverStarted], uniquingKeysWith: +)
        }

        mutating func move(_ from: NodeStatus, to status: NodeStatus, count: Int = 1) {
            guard !job.status.isFinal else { return }
            job.counts[from] -= count
            job.counts[status] += count
        }
    }

    private let timeline: Timeline
    private let startedAt: Duration
    private let picture: NIOLockedValueBox<Picture>
    private let signal = ChangeSignal()

    /// The board of a job that is RUNNING, with its nodes as they are stored.
    ///
    /// `ranFor` is how long it had been running when this process took it up.
    init(job: Job, nodes: [NodeRecord], timeline: Timeline, ranFor: Duration) {
        self.timeline = timeline
        startedAt = timeline.now - ranFor
        var picture = Picture(job: job, keptBytes: 0)
        for node in nodes where node.status.isFinal {
            picture.keptBytes += node.bytes
            if node.status == .cancelled { picture.skipped += 1 }
            if let failure = node.failure, node.status == .failed { picture.failures.add(failure, of: node.target) }
        }
        self.picture = NIOLockedValueBox(picture)
    }

    var counts: JobCounts { picture.withLockedValue { $0.job.counts } }
    var status: JobStatus { picture.withLockedValue { $0.job.status } }

    func changes() -> AsyncStream<Void> { signal.changes() }

    /// Something that the board reads elsewhere has changed.
    func announce() { signal.announce() }

    /// PENDING → RUNNING.
    func claimed(_ record: NodeRecord, gauge: NodeGauge) {
        draw { picture in
            picture.running[record.name] = gauge
            guard picture.cancelledEarly.remove(record.name) == nil else { return }
            picture.move(.pending, to: .running)
        }
    }

    /// RUNNING → whatever the attempt came to, as it is stored now.
    func finished(_ record: NodeRecord) {
        draw { picture in
            picture.move(.running, to: record.status)
            picture.running[record.name] = nil
            guard record.status.isFinal else { return }
            picture.keptBytes += record.bytes
            if let failure = record.failure { picture.failures.add(failure, of: record.target) }
        }
    }

    /// The attempt is over, and nothing more is known or stored of it.
    func lost(_ node: NodeName) {
        draw { picture in
            picture.running[node] = nil
            picture.awaited.remove(node)
        }
    }

    /// PENDING → CANCELLED, without a cancel.
    func skipped(_ count: Int) {
        draw { picture in
            picture.move(.pending, to: .cancelled, count: count)
            picture.skipped += count
        }
    }

    /// A cancel is stored.
    ///
    /// Nodes that were PENDING have their verdict, those that were RUNNING will get theirs.
    func cancelled(_ job: Job, running: [NodeName]) {
        draw { picture in
            guard !picture.job.isCancelled else { return }
            picture.job = job
            picture.awaited.formUnion(Set(running).subtracting(picture.judged))
            let others = picture.skipped + picture.cancelledAlone + running.count
            picture.neverStarted = max(0, job.counts.cancelled - others)
        }
    }

    /// The cancel of one node is stored; one that was RUNNING will get its verdict.
    func cancelled(_ node: NodeName, wasRunning: Bool) {
        draw { picture in
            // Where the whole job was cancelled since, its counts have this node in them.
            guard wasRunning else {
                picture.move(.pending, to: .cancelled)
                if !picture.job.isCancelled { picture.neverStarted += 1 }
                return
            }
            if picture.running[node] == nil, !picture.judged.contains(node) {
                picture.cancelledEarly.insert(node)
                picture.move(.pending, to: .cancelled)
            } else {
                picture.move(.running, to: .cancelled)
            }
            if !picture.judged.contains(node) { picture.awaited.insert(node) }
            picture.cancelledAlone += 1
        }
    }

    /// A node's verdict is stored, and what was kept of it.
    func judged(_ node: NodeName, _ verdict: CancelVerdict, keptBytes: Int64) {
        draw { picture in
            picture.running[node] = nil
            picture.awaited.remove(node)
            guard picture.judged.insert(node).inserted else { return }
            picture.keptBytes += keptBytes
            picture.verdicts[verdict.outcome, default: 0] += 1
        }
    }

    /// The job's final status is stored.
    func finished(_ job: Job) {
        draw { $0.job = job }
    }

    /// Nothing will change any more; `isSettled` says whether that is because the job is settled.
    func end(isSettled: Bool) {
        let now = timeline.now
        picture.withLockedValue { picture in
            picture.isSettled = isSettled
            picture.elapsed = now - startedAt
            picture.running = [:]
        }
        signal.announce()
        signal.end()
    }

    /// Progress that changed since this was last asked.
    func takeUnnotedProgress() -> [NodeName: NodeProgress] {
        let running = picture.withLockedValue { $0.running }
        return running.compactMapValues { $0.takeUnnoted() }
    }

    /// Adds the job to a count of what this process does; nothing where it is over.
    func add(to gauges: inout EngineGauges) {
        let picture = picture.withLockedValue { $0 }
        guard picture.elapsed == nil else { return }
        gauges.jobs += 1
        for status in NodeStatus.allCases { gauges.nodes[status] += picture.job.counts[status] }
        for gauge in picture.running.values { gauges.stages[gauge.progress.stage, default: 0] += 1 }
        gauges.awaitedVerdicts += picture.awaited.count
    }

    func snapshot() -> JobSnapshot {
        let now = timeline.now
        let picture = picture.withLockedValue { $0 }
        let running = picture.running
            .map { name, gauge in gauge.shown(as: name, at: now) }
            .sorted { ($1.silent, $0.name) < ($0.silent, $1.name) }
        return JobSnapshot(
            id: picture.job.id,
            name: picture.job.name,
            status: picture.job.status,
            counts: picture.job.counts,
            bytes: running.reduce(picture.keptBytes) { $0 + $1.progress.bytes },
            elapsed: picture.elapsed ?? (now - startedAt),
            running: running,
            failures: picture.failures.largestFirst,
            verdicts: picture.allVerdicts,
            awaitedVerdicts: picture.awaited.count,
            isSettled: picture.isSettled,
            isCancelled: picture.job.isCancelled
        )
    }

    private func draw(_ change: (inout Picture) -> Void) {
        picture.withLockedValue { change(&$0) }
        signal.announce()
    }
}
