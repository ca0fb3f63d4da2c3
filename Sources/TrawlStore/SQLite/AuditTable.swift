import Foundation
import GRDB
import TrawlDomain

/// The table `audit_event`, to which one can only add.
struct AuditTable {
    let db: Database

    /// Writes that a job came to its status; `previous` is nil for its creation.
    func append(_ job: Job, from previous: JobStatus?, by caller: Caller, at moment: Date, recordedAt: Date) throws {
        try db.change(
            """
            INSERT INTO audit_event (event_type, job_id, project_id, actor_type, actor_id, prev_status, new_status,
                occurred_at, recorded_at, correlation_id)
            VALUES (\(String.placeholders(10)))
            """,
            [
                AuditEvent.jobStatusChanged, job.id.description, job.projectID, caller.kind.rawValue, caller.id,
                previous?.rawValue, job.status.rawValue, Timestamp(moment).text, Timestamp(recordedAt).text,
                caller.correlationID,
            ]
        )
    }

    func knows(_ id: JobID) throws -> Bool {
        let found = try db.first("SELECT 1 FROM audit_event WHERE job_id = ? LIMIT 1", [id.description]) {
            try $0.value(Int.self)
        }
        return found != nil
    }

    func events(of id: JobID, in projectID: String?) throws -> [AuditEvent] {
        try db.all(
            """
            SELECT event_id, event_type, job_id, project_id, actor_type, actor_id, prev_status, new_status,
                occurred_at, recorded_at, correlation_id
            FROM audit_event WHERE job_id = ? AND (? IS NULL OR project_id = ?) ORDER BY event_id
            """,
            [id.description, projectID, projectID]
        ) { columns in
            AuditEvent(
                eventID: try columns.value(),
                eventType: try columns.value(),
                jobID: try columns.jobID(),
                projectID: try columns.value(),
                actorType: try columns.word(),
                actorID: try columns.value(),
                previousStatus: try columns.optionalWord(),
                newStatus: try columns.word(),
                occurredAt: try columns.moment(),
                recordedAt: try columns.moment(),
                correlationID: try columns.value()
            )
        }
    }
}
