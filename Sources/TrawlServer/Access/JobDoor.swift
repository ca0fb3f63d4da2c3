import Foundation
package import TrawlDomain
package import TrawlEngine

/// What callers may do to jobs, by their role and project; stands in for the engine's own door.
package struct JobDoor: Sendable {
    let manager: JobManager
    let store: any JobStore

    package init(manager: JobManager, store: any JobStore) {
        self.manager = manager
        self.store = store
    }

    package func job(_ id: JobID, for principal: Principal) async throws -> Job {
        guard let job = try await store.job(id, in: principal.confinedTo) else {
            throw APIFailure.noJob(id.description)
        }
        return job
    }

    package func jobs(_ query: JobQuery, for principal: Principal) async throws -> Page<Job> {
        var query = query
        let limit = query.limit
        query.projectID = principal.confinedTo
        query.limit = limit + 1
        let found = try await store.jobs(query)
        let items = Array(found.prefix(limit))
        return Page(items: items, next: found.count > limit ? items.last.map { JobCursor(behind: $0.id).text } : nil)
    }

    package func nodes(of id: JobID, _ query: NodeQuery, for principal: Principal) async throws -> Page<NodeRecord> {
        _ = try await job(id, for: principal)
        var query = query
        let limit = query.limit ?? 100
        query.limit = limit + 1
        let found = try await store.nodes(of: id, query)
        let items = Array(found.prefix(limit))
        return Page(items: items, next: found.count > limit ? items.last?.cursor(in: query.order).text : nil)
    }

    package func node(_ name: NodeName, of id: JobID, for principal: Principal) async throws -> NodeRecord {
        _ = try await job(id, for: principal)
        guard let node = try await store.node(name, of: id) else {
            throw APIFailure.noNode(name.description, job: id.description)
        }
        return node
    }

    package func submit(
        _ new: NewJob,
        key: SubmissionKey?,
        by principal: Principal,
        correlationID: String
    ) async throws -> (job: Job, isRepeated: Bool) {
        let caller = principal.caller(correlationID: correlationID)
        let job = try await manager.submit(new, by: caller)
        guard new.startsAtOnce, case .moved(let running) = try await manager.run(job.id, by: caller) else {
            return (job, false)
        }
        return (running, false)
    }

    package func run(_ id: JobID, by principal: Principal, correlationID: String) async throws -> Job {
        let job = try await job(id, for: principal)
        guard case .moved(let moved) = try await manager.run(id, by: principal.caller(correlationID: correlationID))
        else {
            throw APIFailure.refused(
                "JOB_NOT_RUNNABLE",
                job.status.isFinal ? .terminalImmutable : .transitionInvalid,
                "Job \(id) is \(job.status.rawValue) and cannot be run",
                current: job.status.rawValue,
                attempted: JobStatus.running.rawValue
            )
        }
        return moved
    }

    package func cancel(_ id: JobID, by principal: Principal, correlationID: String) async throws -> Job {
        _ = try await job(id, for: principal)
        switch try await manager.cancel(id, by: principal.caller(correlationID: correlationID)) {
        case .accepted(let job, _): return job
        case .refused(let job):
            throw APIFailure.refused(
                "JOB_NOT_CANCELLABLE",
                .transitionInvalid,
                "Job \(id) is \(job.status.rawValue) and cannot be cancelled",
                current: job.status.rawValue,
                attempted: JobStatus.cancelled.rawValue
            )
        case .notFound: throw APIFailure.noJob(id.description)
        }
    }

    package func failures(of id: JobID, for principal: Principal) async throws -> [FailureGroup] {
        _ = try await job(id, for: principal)
        return try await store.failures(of: id)
    }

    package func audit(of id: JobID, for principal: Principal) async throws -> [AuditEvent] {
        _ = try await job(id, for: principal)
        return try await store.audit(of: id)
    }
}
