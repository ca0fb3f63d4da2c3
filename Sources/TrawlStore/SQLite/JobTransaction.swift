import Foundation
import GRDB
import TrawlDomain

/// The store's moves as they run inside a transaction: read, ask the domain, compare and set, write it down.
struct JobTransaction {
    let db: Database
    /// When the store wrote it, for the audit trail; not always when it happened.
    let recordedAt: Date

    private var jobs: JobTable { JobTable(db: db) }
    private var nodes: NodeTable { NodeTable(db: db) }
    private var journal: EventTable { EventTable(db: db) }
    private var audit: AuditTable { AuditTable(db: db) }
    private var attempts: InterruptedAttemptTable { InterruptedAttemptTable(db: db) }
    private var keys: SubmissionKeyTable { SubmissionKeyTable(db: db) }

    func create(_ new: NewJob, as id: JobID, by caller: Caller, at moment: Date) throws -> Job {
        try new.checkNodes()
        // Every job that ever was left audit events; those of a deleted one must not be mixed with another's.
        guard try !audit.knows(id) else { throw StoreError.taken(id) }
        let job = Job(new, id: id, owner: caller.id, at: moment)
        try jobs.insert(job)
        try nodes.insert(new.nodes, of: id)
        try journal.append(job, at: moment)
        try audit.append(job, from: nil, by: caller, at: moment, recordedAt: recordedAt)
        Failpoint.hit(.jobCreateBeforeCommit)
        return job
    }

    func create(
        _ new: NewJob,
        as id: JobID,
        key: SubmissionKey,
        by caller: Caller,
        at moment: Date
    ) throws -> CreateAnswer {
        try keys.forgetOld(at: moment)
        if let known = try keys.answer(to: key, in: new.projectID, by: caller, at: moment) { return known }
        let job = try create(new, as: id, by: caller, at: moment)
        try keys.insert(key, for: job, by: caller)
        return .created(job)
    }

    func start(_ id: JobID, by caller: Caller, at moment: Date) throws -> JobMove {
        guard let job = try jobs.job(id) else { return .notFound }
        guard let started = try? job.started(at: moment) else { return .refused(current: job.status) }
        return try store(started, was: job, by: caller, at: moment)
    }

    func finish(_ id: JobID, by caller: Caller, at moment: Date) throws -> JobMove {
        guard let job = try jobs.job(id) else { return .notFound }
        guard job.counts.allFinal, let finished = try? job.finished(at: moment) else {
            return .refused(current: job.status)
        }
        defer { Failpoint.hit(.jobDeriveBeforeCommit) }
        return try store(finished, was: job, by: caller, at: moment)
    }

    func cancel(_ id: JobID, by caller: Caller, at moment: Date) throws -> CancelAnswer {
        guard let job = try jobs.job(id) else { return .notFound }
        guard job.mayBeCancelled, let cancelled = try? job.cancelled(at: moment) else { return .refused(job) }
        let running = try nodes.names(of: id, in: .running)
        try endAll(of: id, on: .cancel, from: .pending, at: moment, verdict: .neverStarted)
        try endAll(of: id, on: .cancel, from: .running, at: moment)
        switch try store(cancelled, was: job, by: caller, at: moment) {
        case .moved(let job):
            Failpoint.hit(.jobCancelBeforeCommit)
            return .accepted(job, running: running)
        case .refused, .notFound: throw StoreError.damaged("job \(id) moved within one transaction")
        }
    }

    func settle(_ id: JobID, at moment: Date) throws {
        guard let job = try jobs.job(id), let settled = job.settled(at: moment) else { return }
        guard try jobs.update(settled, from: job.status) else { return }
        try journal.append(settled, at: moment)
    }

    func claim(_ name: NodeName, of id: JobID, at moment: Date) throws -> NodeMove {
        guard let node = try nodes.stored(name, of: id) else { return .notFound }
        guard node.jobStatus == .running, let claimed = try? node.record.claimed(at: moment) else {
            return .refused(current: node.record.status)
        }
        defer { Failpoint.hit(.nodeClaimBeforeCommit) }
        return try store(claimed, of: id, was: node, at: moment)
    }

    func finish(_ name: NodeName, of id: JobID, attempt: Int, result: NodeResult, at moment: Date) throws -> NodeMove {
        guard let node = try nodes.stored(name, of: id) else { return .notFound }
        guard node.record.attempt == attempt, let finished = try? node.record.finished(result, at: moment) else {
            return .refused(current: node.record.status)
        }
        defer { Failpoint.hit(.nodeResultBeforeCommit) }
        return try store(finished, of: id, was: node, at: moment)
    }

    func skipPending(of id: JobID, because reason: NodeFailure, at moment: Date) throws -> [NodeName] {
        let names = try nodes.names(of: id, in: .pending)
        guard !names.isEmpty else { return [] }
        try endAll(of: id, on: .skip, from: .pending, at: moment, failure: reason, verdict: .neverStarted)
        return names
    }

    func judge(_ verdict: CancelVerdict, report: NodeReport?, node name: NodeName, of id: JobID, at moment: Date) throws
    {
        guard let node = try nodes.stored(name, of: id) else { return }
        guard let judged = node.record.judged(verdict, report: report) else { return }
        _ = try store(judged, of: id, was: node, at: moment)
    }

    func note(_ progress: [NodeName: NodeProgress], of id: JobID) throws {
        for (name, progress) in progress {
            guard let node = try nodes.stored(name, of: id) else { continue }
            guard let advanced = node.record.advanced(to: progress), advanced != node.record else { continue }
            guard try nodes.update(advanced, from: node) else { continue }
            try jobs.shiftCounts(of: id, from: node.record, to: advanced)
        }
    }

    func cancelNode(_ name: NodeName, of id: JobID, at moment: Date) throws -> NodeCancelAnswer {
        guard let node = try nodes.stored(name, of: id) else { return .notFound }
        guard let cancelled = try? node.record.cancelled(at: moment) else { return .refused(node.record) }
        switch try store(cancelled, of: id, was: node, at: moment) {
        case .moved(let record): return .accepted(record, wasRunning: node.record.status == .running)
        case .refused, .notFound: throw StoreError.damaged("node \(name) moved within one transaction")
        }
    }

    func delete(_ id: JobID, at moment: Date) throws -> DeleteAnswer {
        guard let job = try jobs.job(id) else { return .notFound }
        guard job.status.isFinal, job.isSettled else { return .refused(job) }
        try jobs.delete(id, at: moment)
        return .deleted
    }

    func recover(_ policy: RecoveryPolicy, by caller: Caller, at moment: Date) throws -> Recovery {
        Failpoint.hit(.recoverBegin)
        defer { Failpoint.hit(.recoverEnd) }
        var recovery = Recovery()
        for job in try jobs.unsettled() {
            let fate = RecoveredFate(of: job, policy)
            if job.status != .pending || fate == .ended { try recoverNodes(of: job, fate, at: moment) }
            Failpoint.hit(.recoverMiddle)
            guard let left = try jobs.job(job.id) else { continue }
            switch left.recoveryStep(fate) {
            case .settle:
                try settle(job.id, at: moment)
                recovery.ended.append(job.id)
            case .move(let ended):
                _ = try store(ended(moment), was: left, by: caller, at: moment)
                recovery.ended.append(job.id)
            case .resume: recovery.resumable.append(job.id)
            case .start: recovery.startable.append(job.id)
            case .leave: break
            }
        }
        return recovery
    }

    /// Takes down what a look at a node found of an attempt that an earlier process left.
    func note(_ look: AttemptLook, at attempt: InterruptedAttempt) throws {
        guard try attempts.note(look, at: attempt) else { return }
        guard let node = try nodes.stored(attempt.target.name, of: attempt.job) else { return }
        guard let refined = node.record.refined(by: look, attempt: attempt.number) else { return }
        _ = try store(refined, of: attempt.job, was: node, at: look.at)
    }

    private func recoverNodes(of job: Job, _ fate: RecoveredFate, at moment: Date) throws {
        for node in try nodes.stored(of: job.id) {
            let recovered = try node.record.recovered(fate, retries: job.options.retries, at: moment)
            guard let recovered else { continue }
            if node.record.mayHaveLeftWork { try attempts.insert(node.record, of: job.id, at: moment) }
            _ = try store(recovered, of: job.id, was: node, at: moment)
        }
    }

    private func store(_ job: Job, was old: Job, by caller: Caller, at moment: Date) throws -> JobMove {
        guard try jobs.update(job, from: old.status) else { return .refused(current: old.status) }
        try journal.append(job, at: moment)
        try audit.append(job, from: old.status, by: caller, at: moment, recordedAt: recordedAt)
        return .moved(job)
    }

    private func store(_ node: NodeRecord, of id: JobID, was old: NodeTable.Stored, at moment: Date) throws -> NodeMove
    {
        guard try nodes.update(node, from: old) else { return .refused(current: old.record.status) }
        try jobs.shiftCounts(of: id, from: old.record, to: node)
        try journal.append(node, of: id, at: moment)
        return .moved(node)
    }

    /// Moves all nodes of one state in two statements, however many they are.
    private func endAll(
        of id: JobID,
        on event: NodeTransition,
        from old: NodeStatus,
        at moment: Date,
        failure: NodeFailure? = nil,
        verdict: CancelVerdict? = nil
    ) throws {
        let new = try old.after(event)
        try journal.appendAll(of: id, from: old, to: new, at: moment, failure: failure, verdict: verdict)
        let number = try nodes.endAll(of: id, from: old, to: new, at: moment, failure: failure, verdict: verdict)
        try jobs.shiftCounts(of: id, from: old, to: new, by: number)
    }
}
