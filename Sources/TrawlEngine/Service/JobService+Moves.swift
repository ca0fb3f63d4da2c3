package import TrawlDomain

extension JobService {
    /// Stores a job in the service's custody, and runs it where it is to start at once.
    ///
    /// The same request under the same key is the same job; it is run once.
    ///
    /// - Throws: ``ServiceError/forbidden(_:)`` for a viewer, for another project, and for commands of the caller's own
    ///   without the admin role; ``ServiceError/conflict(_:)`` where the key stands for another request.
    package func submit(
        _ new: NewJob,
        key: SubmissionKey? = nil,
        by principal: Principal,
        correlationID: String
    )
        async throws(ServiceError) -> Submission
    {
        guard principal.mayOperate else { throw .forbidden("This takes the operator role.") }
        guard principal.maySee(projectID: new.projectID) else {
            throw .forbidden("This token is not of project \(new.projectID).")
        }
        try checkMayRun(profile: new.profile, .service, by: principal)
        var new = new
        new.custody = .service
        return try await store(new, key, principal.caller(correlationID: correlationID))
    }

    /// The job that the same request under a key made before; nil where the key is free.
    ///
    /// Asked before anything that a request names is looked up: what it named may be gone by the second time.
    ///
    /// - Throws: As ``submit(_:key:by:correlationID:)`` does.
    package func submission(
        under key: SubmissionKey,
        projectID: String,
        by principal: Principal,
        correlationID: String
    )
        async throws(ServiceError) -> Submission?
    {
        guard principal.mayOperate else { throw .forbidden("This takes the operator role.") }
        let caller = principal.caller(correlationID: correlationID)
        guard
            let answer = try await stored({ () async throws(StoreError) in
                try await manager.submission(under: key, in: projectID, by: caller)
            })
        else { return nil }
        return try Self.submission(answer)
    }

    /// PENDING → RUNNING.
    ///
    /// - Throws: ``ServiceError/conflict(_:)`` from any other state.
    package func run(_ id: JobID, by principal: Principal, correlationID: String) async throws(ServiceError) -> Job {
        let job = try await movable(id, by: principal)
        try checkMayRun(profile: job.profile, job.custody, by: principal)
        let caller = principal.caller(correlationID: correlationID)
        switch try await stored({ () async throws(StoreError) in try await manager.run(id, by: caller) }) {
        case .moved(let job): return job
        case .refused(let current):
            throw .conflict(
                ServiceConflict(
                    .jobNotRunnable,
                    id,
                    current: current,
                    attempted: .running,
                    message: current.isFinal
                        ? "Job \(id) is \(current.rawValue), and a job that is over is not run again: retry it."
                        : "Job \(id) is \(current.rawValue) already."
                )
            )
        case .notFound: throw .jobNotFound(id.description)
        }
    }

    /// Cancels a job; what runs of it is told to stop, and is not waited for.
    ///
    /// - Throws: ``ServiceError/conflict(_:)`` where the job is final, or every node of it is.
    package func cancel(
        _ id: JobID,
        by principal: Principal,
        correlationID: String
    )
        async throws(ServiceError) -> Job
    {
        _ = try await movable(id, by: principal)
        let caller = principal.caller(correlationID: correlationID)
        switch try await stored({ () async throws(StoreError) in try await manager.cancel(id, by: caller) }) {
        case .accepted(let job, running: _): return job
        case .refused(let job):
            throw .conflict(
                ServiceConflict(
                    .jobNotCancellable,
                    id,
                    current: job.status,
                    attempted: .cancelled,
                    message: job.status.isFinal
                        ? "Job \(id) is \(job.status.rawValue) already, so it cannot be cancelled."
                        : "Every node of job \(id) is final, so nothing is left to cancel."
                )
            )
        case .notFound: throw .jobNotFound(id.description)
        }
    }

    /// Cancels one node; the job goes on with the others, and its end is derived as always.
    ///
    /// - Throws: ``ServiceError/conflict(_:)`` where the node is final.
    package func cancelNode(
        _ name: NodeName,
        of id: JobID,
        by principal: Principal,
        correlationID: String
    )
        async throws(ServiceError) -> NodeRecord
    {
        _ = try await movable(id, by: principal)
        let caller = principal.caller(correlationID: correlationID)
        let answer = try await stored { () async throws(StoreError) in
            try await manager.cancelNode(name, of: id, by: caller)
        }
        switch answer {
        case .accepted(let node, wasRunning: _): return node
        case .refused(let node): throw .conflict(ServiceConflict(of: node, in: id))
        case .notFound: throw .nodeNotFound(name.description, of: id)
        }
    }

    /// Makes and runs a new job over the nodes of a final one that are not SUCCEEDED.
    ///
    /// - Throws: ``ServiceError/conflict(_:)`` while the job is not final, and where all of its nodes SUCCEEDED.
    package func retry(
        _ id: JobID,
        key: SubmissionKey? = nil,
        by principal: Principal,
        correlationID: String
    )
        async throws(ServiceError) -> Submission
    {
        let job = try await movable(id, by: principal)
        try checkMayRun(profile: job.profile, job.custody, by: principal)
        if let key {
            let known = try await submission(
                under: key,
                projectID: job.projectID,
                by: principal,
                correlationID: correlationID
            )
            if let known { return known }
        }
        guard job.status.isFinal else {
            throw .conflict(
                ServiceConflict(
                    .jobNotRetryable,
                    id,
                    current: job.status,
                    message: "Job \(id) is \(job.status.rawValue): only a job that is over is retried."
                )
            )
        }
        let left = try await stored { () async throws(StoreError) in
            try await store.nodes(of: id, NodeQuery(statuses: [.failed, .cancelled]))
        }
        guard !left.isEmpty else {
            throw .conflict(
                ServiceConflict(
                    .jobNotRetryable,
                    id,
                    current: job.status,
                    message: "Every node of job \(id) SUCCEEDED, so nothing is left to retry."
                )
            )
        }
        let new = NewJob(
            name: job.name,
            projectID: job.projectID,
            profile: job.profile,
            targets: left.count == job.counts.total ? job.targets : foldNames(left.map(\.name)),
            options: job.options,
            plan: job.plan,
            nodes: left.map(\.target),
            retryOf: id,
            custody: .service
        )
        return try await store(new, key, principal.caller(correlationID: correlationID))
    }

    /// Deletes a job that is final and settled, then its files.
    ///
    /// Once its row is gone the job is gone for everybody, and it is stored that files of it may be left: those that
    /// cannot be removed now are removed by ``finishDeletions()``, and are no fault of the call.
    ///
    /// - Throws: ``ServiceError/conflict(_:)`` for any other job.
    package func delete(_ id: JobID, by principal: Principal) async throws(ServiceError) {
        _ = try await movable(id, by: principal)
        switch try await stored({ () async throws(StoreError) in try await manager.delete(id) }) {
        case .deleted: break
        case .refused(let job):
            throw .conflict(
                ServiceConflict(
                    .jobNotDeletable,
                    id,
                    current: job.status,
                    message: job.status.isFinal
                        ? "Job \(id) is not settled yet: something of it may still run."
                        : "Job \(id) is \(job.status.rawValue): only a job that is over is deleted."
                )
            )
        case .notFound: throw .jobNotFound(id.description)
        }
        try? await removeWhatIsLeft(of: id)
    }

    /// Removes what deleted jobs left: after a crash in the midst of it, or where files could not be removed at once.
    ///
    /// - Throws: The first fault; the others' files are removed all the same.
    package func finishDeletions() async throws(ServiceError) {
        var failure: StoreError?
        for id in try await stored({ () async throws(StoreError) in try await store.deletedJobs() }) {
            // One folder that cannot be removed keeps none of the others.
            do throws(StoreError) { try await removeWhatIsLeft(of: id) } catch { failure = failure ?? error }
        }
        if let failure { try await stored { () async throws(StoreError) in throw failure } }
    }

    private func removeWhatIsLeft(of id: JobID) async throws(StoreError) {
        Failpoint.hit(.retentionDelete)
        try await removeFiles(id)
        try await store.forgetDeleted(id)
    }

    private func store(
        _ new: NewJob,
        _ key: SubmissionKey?,
        _ caller: Caller
    )
        async throws(ServiceError) -> Submission
    {
        let answer = try await stored { () async throws(StoreError) in
            try await manager.submit(new, key: key, by: caller)
        }
        guard case .created(let job) = answer, new.startsAtOnce else { return try Self.submission(answer) }
        return Submission(job: await start(job, caller), isNew: true)
    }

    private static func submission(_ answer: CreateAnswer) throws(ServiceError) -> Submission {
        switch answer {
        case .created(let job): return Submission(job: job, isNew: true)
        case .repeated(let job): return Submission(job: job, isNew: false)
        case .keyTaken(let id):
            throw .conflict(
                ServiceConflict(
                    .keyTaken,
                    id,
                    message: "This Idempotency-Key came before with another request, which made job \(id)."
                )
            )
        case .deleted(let id):
            throw .conflict(
                ServiceConflict(
                    .jobDeleted,
                    id,
                    message: "This request came before and made job \(id), which was deleted since; "
                        + "under another Idempotency-Key it makes a new one."
                )
            )
        }
    }

    /// Runs a job that was just stored.
    ///
    /// Where the store cannot take that now, the job is PENDING, and is run as soon as it can: the caller is told the
    /// truth either way.
    private func start(_ job: Job, _ caller: Caller) async -> Job {
        switch await manager.runWhenPossible(job.id, by: caller) {
        case .moved(let job): job
        // Someone was faster: it may be cancelled by now.
        case .refused, .notFound: (try? await store.job(job.id)) ?? job
        case nil: job
        }
    }
}
