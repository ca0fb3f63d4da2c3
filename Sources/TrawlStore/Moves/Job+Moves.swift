import Foundation
import TrawlDomain

/// What each move makes of a job: decided here for every store, from the domain's table, and stored elsewhere.
extension Job {
    /// A job as it is first stored.
    init(_ new: NewJob, id: JobID, owner: String, at moment: Date) {
        self.init(
            id: id,
            name: new.name,
            projectID: new.projectID,
            owner: owner,
            profile: new.profile,
            targets: new.targets,
            retryOf: new.retryOf,
            createdAt: moment.asStored,
            counts: JobCounts(pending: new.nodes.count),
            options: new.options.asStored,
            plan: new.plan,
            custody: new.custody,
            startsAtOnce: new.startsAtOnce
        )
    }

    func started(at moment: Date) throws(IllegalTransition) -> Job {
        var job = self
        job.status = try status.after(.run)
        job.startedAt = moment.asStored
        return job
    }

    /// Whether a cancel would end anything; where every node of a running job is final, it has lost the race.
    var mayBeCancelled: Bool { status == .pending || !counts.allFinal }

    /// The job and its counts once every node that was not final is CANCELLED.
    func cancelled(at moment: Date) throws(IllegalTransition) -> Job {
        var job = self
        job.counts = counts.afterCancel
        job.status = try status.after(.cancel(job.counts))
        job.isCancelled = true
        job.finishedAt = moment.asStored
        job.settledAt = counts.running == 0 ? moment.asStored : nil
        return job
    }

    func finished(at moment: Date) throws(IllegalTransition) -> Job {
        var job = self
        job.status = try status.after(.finish(counts))
        job.finishedAt = moment.asStored
        job.settledAt = moment.asStored
        return job
    }

    /// Nil where the job is not final, or settled already.
    func settled(at moment: Date) -> Job? {
        guard status.isFinal, settledAt == nil else { return nil }
        var job = self
        job.settledAt = moment.asStored
        return job
    }
}

extension NewJob {
    /// Refuses what no store takes: a job without nodes, or with two of one name.
    func checkNodes() throws(StoreError) {
        guard !nodes.isEmpty else {
            throw StoreError(code: .conflict, message: "A job needs at least one node.")
        }
        var seen: Set<NodeName> = []
        for node in nodes where !seen.insert(node.name).inserted {
            throw StoreError(code: .conflict, message: "Node \(node.name) is in the job twice.")
        }
    }
}

extension StoreError {
    static func taken(_ id: JobID) -> StoreError {
        StoreError(code: .conflict, message: "There is a job \(id) already.")
    }
}
