import TrawlDomain
import TrawlServer

extension Job {
    /// A job as a server tells it; what it keeps to itself is empty.
    ///
    /// - Throws: ``CommandFailure`` where an id is none.
    init(_ document: JobDocument) throws(CommandFailure) {
        guard let id = JobID(document.jobID) else {
            throw CommandFailure("the server told of a job with the id \(document.jobID.debugDescription)")
        }
        self.init(
            id: id,
            name: document.name,
            status: document.status,
            isCancelled: document.isCancelled,
            projectID: document.projectID,
            owner: document.owner,
            profile: document.profile,
            targets: document.targets,
            retryOf: document.retryOf.flatMap { JobID($0) },
            createdAt: document.createdAt.date,
            startedAt: document.startedAt?.date,
            finishedAt: document.finishedAt?.date,
            settledAt: document.settledAt?.date,
            counts: document.counts,
            bytes: document.bytes,
            options: JobOptions(document.options),
            plan: "",
            custody: .service
        )
    }
}

extension JobOptions {
    fileprivate init(_ document: JobOptionsDocument) {
        self.init(
            concurrency: document.concurrency,
            nodeTimeout: .seconds(document.nodeTimeout),
            deadline: document.deadline.map { .seconds($0) },
            retries: document.retries,
            maxFailures: document.maxFailures
        )
    }
}
