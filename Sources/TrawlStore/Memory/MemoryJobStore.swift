package import Foundation
package import TrawlDomain

/// Jobs in memory, for tests and for dry runs: the same answers as the database's, and nothing left when it goes.
package actor MemoryJobStore: JobStore {
    /// A class, so that a move changes one node in place; it never leaves the actor.
    private final class Entry {
        var job: Job
        /// In job order.
        var nodes: [NodeRecord]
        let positions: [NodeName: Int]
        var audit: [AuditEvent] = []
        var events: [JobEvent] = []

        init(_ job: Job, _ targets: [NodeTarget]) {
            self.job = job
            nodes = targets.enumerated().map { NodeRecord(target: $1, position: $0) }
            positions = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1.name, $0) })
        }

        /// Stores what a move made of a node, and keeps the job's counts beside it.
        func put(_ node: NodeRecord) {
            let old = nodes[node.position]
            nodes[node.position] = node
            job.counts[old.status] -= 1
            job.counts[node.status] += 1
            job.bytes += node.bytes - old.bytes
        }
    }

    private struct KeyPlace: Hashable {
        let projectID: String
        let caller: String
        let text: String
    }

    private struct StoredKey {
        let fingerprint: String
        let job: JobID
        let createdAt: Date
    }

    private var entries: [JobID: Entry] = [:]
    private var keys: [KeyPlace: StoredKey] = [:]
    private var deleted: Set<JobID> = []
    /// Of jobs that are no longer there.
    private var outliving: [JobID: [AuditEvent]] = [:]
    var tokens: [String: AccessToken] = [:]
    var tokenUses = TokenUses()
    private var lastSequence: Int64 = 0
    private var lastAuditEvent: Int64 = 0
    private let now: @Sendable () -> Date

    /// `now` gives the audit trail its `recorded_at`.
    package init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    package func create(_ new: NewJob, as id: JobID, by caller: Caller, at moment: Date) throws(StoreError) -> Job {
        try new.checkNodes()
        guard entries[id] == nil, outliving[id] == nil else { throw .taken(id) }
        let job = Job(new, id: id, owner: caller.id, at: moment)
        let entry = Entry(job, new.nodes)
        write(job, from: nil, by: caller, at: moment, in: entry)
        entries[id] = entry
        return job
    }

    package func create(
        _ new: NewJob,
        as id: JobID,
        key: SubmissionKey,
        by caller: Caller,
        at moment: Date
    )
        throws(StoreError) -> CreateAnswer
    {
        keys = keys.filter { moment.asStored.timeIntervalSince($0.value.createdAt) < SubmissionKey.lifetime }
        if let known = submission(under: key, in: new.projectID, by: caller, at: moment) { return known }
        let place = KeyPlace(projectID: new.projectID, caller: caller.id, text: key.text)
        let job = try create(new, as: id, by: caller, at: moment)
        keys[place] = StoredKey(fingerprint: key.fingerprint, job: id, createdAt: job.createdAt)
        return .created(job)
    }

    package func submission(
        under key: SubmissionKey,
        in projectID: String,
        by caller: Caller,
        at moment: Date
    ) -> CreateAnswer? {
        let place = KeyPlace(projectID: projectID, caller: caller.id, text: key.text)
        guard let stored = keys[place],
            moment.asStored.timeIntervalSince(stored.createdAt) < SubmissionKey.lifetime
        else { return nil }
        guard stored.fingerprint == key.fingerprint else { return .keyTaken(by: stored.job) }
        return entries[stored.job].map { .repeated($0.job) } ?? .deleted(stored.job)
    }

    package func startJob(_ id: JobID, by caller: Caller, at moment: Date) -> JobMove {
        guard let entry = entries[id] else { return .notFound }
        guard let started = try? entry.job.started(at: moment) else { return .refused(current: entry.job.status) }
        write(started, from: entry.job.status, by: caller, at: moment, in: entry)
        return .moved(started)
    }

    package func claimNode(_ node: NodeName, of id: JobID, at moment: Date) -> NodeMove {
        moveNode(node, of: id, at: moment) { node, job in
            job.status == .running ? try? node.claimed(at: moment) : nil
        }
    }

    package func finishNode(
        _ node: NodeName,
        of id: JobID,
        attempt: Int,
        result: NodeResult,
        at moment: Date
    )
        -> NodeMove
    {
        moveNode(node, of: id, at: moment) { node, _ in
            node.attempt == attempt ? try? node.finished(result, at: moment) : nil
        }
    }

    package func skipPending(of id: JobID, because reason: NodeFailure, at moment: Date) -> [NodeName] {
        guard let entry = entries[id] else { return [] }
        var skipped: [NodeName] = []
        for node in entry.nodes where node.status == .pending {
            guard let moved = try? node.skipped(because: reason, at: moment) else { continue }
            write(moved, at: moment, in: entry)
            skipped.append(node.name)
        }
        return skipped
    }

    package func cancelJob(_ id: JobID, by caller: Caller, at moment: Date) -> CancelAnswer {
        guard let entry = entries[id] else { return .notFound }
        guard entry.job.mayBeCancelled, let cancelled = try? entry.job.cancelled(at: moment) else {
            return .refused(entry.job)
        }
        let running = entry.nodes.filter { $0.status == .running }.map(\.name)
        let previous = entry.job.status
        for status in [NodeStatus.pending, .running] {
            for node in entry.nodes where node.status == status {
                guard let moved = try? node.cancelled(at: moment) else { continue }
                write(moved, at: moment, in: entry)
            }
        }
        write(cancelled, from: previous, by: caller, at: moment, in: entry)
        return .accepted(cancelled, running: running)
    }

    package func recordVerdict(
        _ verdict: CancelVerdict,
        report: NodeReport?,
        node: NodeName,
        of id: JobID,
        at moment: Date
    ) {
        _ = moveNode(node, of: id, at: moment) { node, _ in node.judged(verdict, report: report) }
    }

    package func finishJob(_ id: JobID, by caller: Caller, at moment: Date) -> JobMove {
        guard let entry = entries[id] else { return .notFound }
        guard entry.job.counts.allFinal, let finished = try? entry.job.finished(at: moment) else {
            return .refused(current: entry.job.status)
        }
        write(finished, from: entry.job.status, by: caller, at: moment, in: entry)
        return .moved(finished)
    }

    package func settleJob(_ id: JobID, at moment: Date) {
        guard let entry = entries[id], let settled = entry.job.settled(at: moment) else { return }
        entry.job = settled
        journal(settled, at: moment, in: entry)
    }

    package func noteProgress(_ progress: [NodeName: NodeProgress], of id: JobID) {
        guard let entry = entries[id] else { return }
        for (name, progress) in progress {
            guard let position = entry.positions[name],
                let advanced = entry.nodes[position].advanced(to: progress)
            else { continue }
            entry.put(advanced)
        }
    }

    package func cancelNode(_ node: NodeName, of id: JobID, at moment: Date) -> NodeCancelAnswer {
        guard let entry = entries[id], let position = entry.positions[node] else { return .notFound }
        let before = entry.nodes[position]
        guard let cancelled = try? before.cancelled(at: moment) else { return .refused(before) }
        write(cancelled, at: moment, in: entry)
        return .accepted(cancelled, wasRunning: before.status == .running)
    }

    package func deleteJob(_ id: JobID, at moment: Date) -> DeleteAnswer {
        guard let entry = entries[id] else { return .notFound }
        guard entry.job.status.isFinal, entry.job.isSettled else { return .refused(entry.job) }
        entries[id] = nil
        outliving[id] = entry.audit
        deleted.insert(id)
        return .deleted
    }

    package func deletedJobs() -> [JobID] { deleted.sorted() }

    package func forgetDeleted(_ id: JobID) { deleted.remove(id) }

    package func recover(
        _ policy: RecoveryPolicy,
        at moment: Date,
        by caller: Caller
    )
        throws(StoreError) -> Recovery
    {
        var recovery = Recovery()
        for id in entries.keys.sorted() {
            guard let entry = entries[id], entry.job.settledAt == nil else { continue }
            let fate = RecoveredFate(of: entry.job, policy)
            if entry.job.status != .pending || fate == .ended {
                for node in entry.nodes {
                    let recovered = try? node.recovered(fate, retries: entry.job.options.retries, at: moment)
                    if let recovered { write(recovered, at: moment, in: entry) }
                }
            }
            switch entry.job.recoveryStep(fate) {
            case .settle:
                settleJob(id, at: moment)
                recovery.ended.append(id)
            case .move(let ended):
                guard let job = try? ended(moment) else { continue }
                write(job, from: entry.job.status, by: caller, at: moment, in: entry)
                recovery.ended.append(id)
            case .resume: recovery.resumable.append(id)
            case .start: recovery.startable.append(id)
            case .leave: break
            }
        }
        return recovery
    }

    package func job(_ id: JobID, in projectID: String?) -> Job? {
        guard let job = entries[id]?.job, projectID == nil || job.projectID == projectID else { return nil }
        return job
    }

    package func jobs(_ query: JobQuery) -> [Job] {
        let found = entries.values
            .filter { entry in query.node.map { name in entry.nodes.contains { $0.name.description == name } } ?? true }
            .map(\.job)
            .filter(query.takes)
            .sorted { $0.id > $1.id }
        return Array(found.prefix(max(0, query.limit)))
    }

    package func nodes(of id: JobID, _ query: NodeQuery) throws(StoreError) -> [NodeRecord] {
        try query.checkCursor()
        let found = (entries[id]?.nodes ?? [])
            .filter(query.takes)
            .sorted { query.order.puts($0.cursor(in: query.order), before: $1.cursor(in: query.order)) }
            .filter { node in
                query.cursor.map { query.order.puts($0, before: node.cursor(in: query.order)) } ?? true
            }
        return Array(found.prefix(max(0, query.limit ?? .max)))
    }

    package func failures(of id: JobID) -> [FailureGroup] {
        let failed = (entries[id]?.nodes ?? []).lazy.filter { $0.status == .failed }
        return FailureGroups.groups(of: failed.compactMap { node in node.failure.map { (node.target, $0) } })
    }

    package func node(_ node: NodeName, of id: JobID) -> NodeRecord? {
        guard let entry = entries[id], let position = entry.positions[node] else { return nil }
        return entry.nodes[position]
    }

    package func audit(of id: JobID, in projectID: String?) -> [AuditEvent] {
        let events = entries[id]?.audit ?? outliving[id] ?? []
        return events.filter { projectID == nil || $0.projectID == projectID }
    }

    package func events(of id: JobID, after sequence: Int64, limit: Int) -> [JobEvent] {
        Array((entries[id]?.events ?? []).lazy.filter { $0.sequence > sequence }.prefix(max(0, limit)))
    }

    package func lastSequence(of id: JobID) -> Int64 { entries[id]?.events.last?.sequence ?? 0 }

    private func moveNode(
        _ name: NodeName,
        of id: JobID,
        at moment: Date,
        _ decide: (NodeRecord, Job) -> NodeRecord?
    ) -> NodeMove {
        guard let entry = entries[id], let position = entry.positions[name] else { return .notFound }
        let node = entry.nodes[position]
        guard let moved = decide(node, entry.job) else { return .refused(current: node.status) }
        write(moved, at: moment, in: entry)
        return .moved(moved)
    }

    private func write(_ node: NodeRecord, at moment: Date, in entry: Entry) {
        entry.put(node)
        lastSequence += 1
        entry.events.append(
            JobEvent(
                sequence: lastSequence,
                jobID: entry.job.id,
                kind: .node,
                occurredAt: moment.asStored,
                status: node.status.rawValue,
                node: node.name,
                attempt: node.attempt,
                failureCode: node.failure?.code,
                cancelOutcome: node.verdict?.outcome
            )
        )
    }

    private func write(_ job: Job, from previous: JobStatus?, by caller: Caller, at moment: Date, in entry: Entry) {
        entry.job = job
        journal(job, at: moment, in: entry)
        lastAuditEvent += 1
        entry.audit.append(
            AuditEvent(
                eventID: lastAuditEvent,
                jobID: job.id,
                projectID: job.projectID,
                actorType: caller.kind,
                actorID: caller.id,
                previousStatus: previous,
                newStatus: job.status,
                occurredAt: moment.asStored,
                recordedAt: now().asStored,
                correlationID: caller.correlationID
            )
        )
    }

    private func journal(_ job: Job, at moment: Date, in entry: Entry) {
        lastSequence += 1
        entry.events.append(
            JobEvent(
                sequence: lastSequence,
                jobID: job.id,
                kind: .job,
                occurredAt: moment.asStored,
                status: job.status.rawValue
            )
        )
    }
}
