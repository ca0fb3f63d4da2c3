import Foundation
import GRDB
import TrawlDomain

/// The tables `job` and `job_count`.
struct JobTable {
    let db: Database

    func insert(_ job: Job) throws {
        try db.change(
            """
            INSERT INTO job (id, name, status, is_cancelled, project_id, owner, profile, targets, retry_of,
                created_at, concurrency, node_timeout_ms, deadline_ms, retries, max_failures, plan,
                custody, starts_at_once)
            VALUES (\(String.placeholders(18)))
            """,
            [
                job.id.description, job.name, job.status.rawValue, job.isCancelled, job.projectID, job.owner,
                job.profile, job.targets, job.retryOf?.description, Timestamp(job.createdAt).text,
                job.options.concurrency, job.options.nodeTimeout.milliseconds, job.options.deadline?.milliseconds,
                job.options.retries, job.options.maxFailures, job.plan, job.custody.rawValue, job.startsAtOnce,
            ]
        )
        try db.change(
            """
            INSERT INTO job_count (job_id, pending, running, succeeded, failed, cancelled, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                job.id.description, job.counts.pending, job.counts.running, job.counts.succeeded, job.counts.failed,
                job.counts.cancelled, job.bytes,
            ]
        )
    }

    /// The compare-and-set of a job: stores what a move made of it, if it still stands as it did before the move.
    func update(_ job: Job, from status: JobStatus) throws -> Bool {
        let changed = try db.change(
            """
            UPDATE job SET status = ?, is_cancelled = ?, started_at = ?, finished_at = ?, settled_at = ?
            WHERE id = ? AND status = ?
            """,
            [
                job.status.rawValue, job.isCancelled, job.startedAt.map { Timestamp($0).text },
                job.finishedAt.map { Timestamp($0).text }, job.settledAt.map { Timestamp($0).text },
                job.id.description, status.rawValue,
            ]
        )
        return changed == 1
    }

    /// Keeps the counts and the bytes of a job beside a change of one of its nodes.
    func shiftCounts(of id: JobID, from old: NodeRecord, to new: NodeRecord) throws {
        var change = JobCounts()
        change[old.status] -= 1
        change[new.status] += 1
        let bytes = new.bytes - old.bytes
        if change == JobCounts(), bytes == 0 { return }
        try db.change(
            """
            UPDATE job_count SET pending = pending + ?, running = running + ?, succeeded = succeeded + ?,
                failed = failed + ?, cancelled = cancelled + ?, bytes = bytes + ?
            WHERE job_id = ?
            """,
            [
                change.pending, change.running, change.succeeded, change.failed, change.cancelled, bytes,
                id.description,
            ]
        )
    }

    /// Keeps the counts of a job beside a move of all its nodes of one state.
    func shiftCounts(of id: JobID, from old: NodeStatus, to new: NodeStatus, by number: Int) throws {
        var change = JobCounts()
        change[old] -= number
        change[new] += number
        try db.change(
            """
            UPDATE job_count SET pending = pending + ?, running = running + ?, succeeded = succeeded + ?,
                failed = failed + ?, cancelled = cancelled + ?
            WHERE job_id = ?
            """,
            [change.pending, change.running, change.succeeded, change.failed, change.cancelled, id.description]
        )
    }

    func job(_ id: JobID, in projectID: String? = nil) throws -> Job? {
        guard let projectID else {
            return try db.first(Self.select + " WHERE job.id = ?", [id.description], Self.decode)
        }
        return try db.first(
            Self.select + " WHERE job.id = ? AND job.project_id = ?",
            [id.description, projectID],
            Self.decode
        )
    }

    func jobs(_ query: JobQuery) throws -> [Job] {
        let statement = JobListStatement(query)
        return try db.all(Self.select + statement.sql, statement.arguments, Self.decode)
    }

    /// Jobs of which something may still run somewhere, or may still be run, oldest first.
    func unsettled() throws -> [Job] {
        try db.all(Self.select + " WHERE job.settled_at IS NULL ORDER BY job.id", [], Self.decode)
    }

    func census(of projectID: String?) throws -> StoreCensus {
        var census = StoreCensus()
        let (filter, arguments) = projectID.map { (" WHERE job.project_id = ?", [$0]) } ?? ("", [])
        let words = "SELECT status, count(*) FROM job\(filter) GROUP BY status"
        try db.each(words, StatementArguments(arguments)) { columns in
            census.jobs[try columns.word()] = try columns.value()
        }
        let sums = ["pending", "running", "succeeded", "failed", "cancelled"].map { "coalesce(sum(\($0)), 0)" }
        let counted = projectID == nil ? "job_count" : "job_count JOIN job ON job.id = job_count.job_id"
        let totals = "SELECT \(sums.joined(separator: ", ")) FROM \(counted)\(filter)"
        try db.each(totals, StatementArguments(arguments)) { columns in
            census.nodes = JobCounts(
                pending: try columns.value(),
                running: try columns.value(),
                succeeded: try columns.value(),
                failed: try columns.value(),
                cancelled: try columns.value()
            )
        }
        return census
    }

    func delete(_ id: JobID, at moment: Date) throws {
        try db.change("DELETE FROM job WHERE id = ?", [id.description])
        try db.change(
            "INSERT INTO deleted_job (id, deleted_at) VALUES (?, ?)",
            [id.description, Timestamp(moment).text]
        )
    }

    func deleted() throws -> [JobID] {
        try db.all("SELECT id FROM deleted_job ORDER BY id", []) { try $0.jobID() }
    }

    func forgetDeleted(_ id: JobID) throws {
        try db.change("DELETE FROM deleted_job WHERE id = ?", [id.description])
    }

    private static let select = """
        SELECT job.id, job.name, job.status, job.is_cancelled, job.project_id, job.owner, job.profile, job.targets,
            job.retry_of, job.created_at, job.started_at, job.finished_at, job.settled_at,
            job_count.pending, job_count.running, job_count.succeeded, job_count.failed, job_count.cancelled,
            job_count.bytes,
            job.concurrency, job.node_timeout_ms, job.deadline_ms, job.retries, job.max_failures, job.plan,
            job.custody, job.starts_at_once
        FROM job CROSS JOIN job_count ON job_count.job_id = job.id
        """

    private static func decode(_ columns: inout ColumnReader) throws -> Job {
        Job(
            id: try columns.jobID(),
            name: try columns.value(),
            status: try columns.word(),
            isCancelled: try columns.value(),
            projectID: try columns.value(),
            owner: try columns.value(),
            profile: try columns.value(),
            targets: try columns.value(),
            retryOf: try columns.optionalJobID(),
            createdAt: try columns.moment(),
            startedAt: try columns.optionalMoment(),
            finishedAt: try columns.optionalMoment(),
            settledAt: try columns.optionalMoment(),
            counts: JobCounts(
                pending: try columns.value(),
                running: try columns.value(),
                succeeded: try columns.value(),
                failed: try columns.value(),
                cancelled: try columns.value()
            ),
            bytes: try columns.value(),
            options: JobOptions(
                concurrency: try columns.value(),
                nodeTimeout: .milliseconds(try columns.value(Int64.self)),
                deadline: columns.optional(Int64.self).map { .milliseconds($0) },
                retries: try columns.value(),
                maxFailures: columns.optional()
            ),
            plan: try columns.value(),
            custody: try columns.word(),
            startsAtOnce: try columns.value()
        )
    }
}
