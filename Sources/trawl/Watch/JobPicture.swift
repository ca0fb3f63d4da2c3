import Foundation
import TrawlDomain
import TrawlEngine
import TrawlServer

/// A job as its news paint it, for whoever draws it.
struct JobPicture: Sendable {
    private(set) var job: Job
    /// In the order in which they were told of first, which is the job's.
    private var nodes: [NodeRecord] = []
    private var places: [NodeName: Int] = [:]
    /// When each running node was last heard of.
    private var heard: [NodeName: Date] = [:]
    private var bytes: Int64 = 0
    private var untold: [EventDocument] = []

    init(_ job: Job) {
        self.job = job
    }

    /// Takes in what is told.
    mutating func take(_ news: JobNews, at now: Date) {
        switch news {
        case .job(let told):
            job = told
            bytes = max(bytes, told.bytes)
        case .node(let told):
            if let place = places[told.name] {
                if nodes[place] != told { heard[told.name] = now }
                nodes[place] = told
            } else {
                places[told.name] = nodes.count
                nodes.append(told)
                heard[told.name] = now
            }
        case .entry(let entry): untold.append(entry)
        case .progress(let progress): bytes = max(bytes, progress.bytes)
        case .lost, .back: break
        }
    }

    /// Gives up the entries of the journal that came since.
    mutating func takeEntries() -> [EventDocument] {
        defer { untold = [] }
        return untold
    }

    /// How it stands.
    func snapshot(at now: Date) -> JobSnapshot {
        var counts = JobCounts()
        for node in nodes { counts[node.status] += 1 }
        let verdicts = job.isCancelled ? nodes.compactMap(\.verdict?.outcome) : []
        let failed = nodes.compactMap { node in
            node.status == .failed ? node.failure.map { (node.target, $0) } : nil
        }
        return JobSnapshot(
            id: job.id,
            name: job.name,
            status: job.status,
            counts: counts.total > 0 ? counts : job.counts,
            bytes: max(bytes, nodes.reduce(0) { $0 + $1.bytes }),
            elapsed: Self.span(from: job.startedAt, to: job.settledAt ?? now),
            running: nodes.filter { $0.status == .running }
                .map { running($0, at: now) }
                .sorted { $0.silent > $1.silent },
            failures: FailureGroups.groups(of: failed),
            verdicts: Dictionary(verdicts.map { ($0, 1) }, uniquingKeysWith: +),
            awaitedVerdicts: job.isCancelled ? nodes.count { $0.status == .cancelled && $0.verdict == nil } : 0,
            isSettled: job.isSettled,
            isCancelled: job.isCancelled
        )
    }

    private func running(_ node: NodeRecord, at now: Date) -> JobSnapshot.RunningNode {
        JobSnapshot.RunningNode(
            name: node.name,
            progress: NodeProgress(
                stage: node.stage,
                stepsDone: node.stepsDone,
                stepsTotal: node.stepsTotal,
                bytes: node.bytes
            ),
            elapsed: Self.span(from: node.startedAt, to: now),
            silent: Self.span(from: heard[node.name], to: now)
        )
    }

    private static func span(from start: Date?, to end: Date) -> Duration {
        start.map { .seconds(max(0, end.timeIntervalSince($0))) } ?? .zero
    }
}
