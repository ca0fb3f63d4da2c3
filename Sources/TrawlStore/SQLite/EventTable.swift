import Foundation
import GRDB
import TrawlDomain

/// The table `event`: the journal that viewers follow.
struct EventTable {
    let db: Database

    func append(_ job: Job, at moment: Date) throws {
        try db.change(
            "INSERT INTO event (job_id, kind, occurred_at, status) VALUES (?, ?, ?, ?)",
            [job.id.description, JobEvent.Kind.job.rawValue, Timestamp(moment).text, job.status.rawValue]
        )
    }

    func append(_ node: NodeRecord, of id: JobID, at moment: Date) throws {
        try db.change(
            """
            INSERT INTO event (job_id, kind, occurred_at, status, node, attempt, failure_code, cancel_outcome)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id.description, JobEvent.Kind.node.rawValue, Timestamp(moment).text, node.status.rawValue,
                node.name.description, node.attempt, node.failure?.code.rawValue, node.verdict?.outcome.rawValue,
            ]
        )
    }

    /// Writes what ``NodeTable/endAll(of:from:to:at:failure:verdict:)`` is about to do, in job order.
    func appendAll(
        of id: JobID,
        from old: NodeStatus,
        to new: NodeStatus,
        at moment: Date,
        failure: NodeFailure? = nil,
        verdict: CancelVerdict? = nil
    ) throws {
        try db.change(
            """
            INSERT INTO event (job_id, kind, occurred_at, status, node, attempt, failure_code, cancel_outcome)
            SELECT job_id, ?, ?, ?, name, attempt, coalesce(?, failure_code), coalesce(cancel_outcome, ?)
            FROM node WHERE job_id = ? AND status = ? ORDER BY position
            """,
            [
                JobEvent.Kind.node.rawValue, Timestamp(moment).text, new.rawValue, failure?.code.rawValue,
                verdict?.outcome.rawValue, id.description, old.rawValue,
            ]
        )
    }

    func lastSequence(of id: JobID) throws -> Int64 {
        try db.first("SELECT coalesce(max(sequence), 0) FROM event WHERE job_id = ?", [id.description]) {
            try $0.value()
        } ?? 0
    }

    func events(of id: JobID, after sequence: Int64, limit: Int) throws -> [JobEvent] {
        try db.all(
            """
            SELECT sequence, job_id, kind, occurred_at, status, node, attempt, failure_code, cancel_outcome
            FROM event WHERE job_id = ? AND sequence > ? ORDER BY sequence LIMIT ?
            """,
            [id.description, sequence, max(0, limit)]
        ) { columns in
            JobEvent(
                sequence: try columns.value(),
                jobID: try columns.jobID(),
                kind: try columns.word(),
                occurredAt: try columns.moment(),
                status: try columns.value(),
                node: try columns.optionalNodeName(),
                attempt: columns.optional(),
                failureCode: try columns.optionalWord(),
                cancelOutcome: try columns.optionalWord()
            )
        }
    }
}
