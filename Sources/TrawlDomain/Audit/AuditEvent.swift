package import Foundation

/// One stored move of a job, for the auditor: exactly one per transition, in the transition's own transaction.
package struct AuditEvent: Hashable, Sendable {
    package var eventID: Int64
    /// Always `JOB_STATUS_CHANGED`.
    package var eventType: String
    package var jobID: JobID
    package var projectID: String
    package var actorType: Caller.Kind
    package var actorID: String
    /// Nil for the event of the job's creation.
    package var previousStatus: JobStatus?
    package var newStatus: JobStatus
    package var occurredAt: Date
    package var recordedAt: Date
    package var correlationID: String

    package static let jobStatusChanged = "JOB_STATUS_CHANGED"

    package init(
        eventID: Int64,
        eventType: String = AuditEvent.jobStatusChanged,
        jobID: JobID,
        projectID: String,
        actorType: Caller.Kind,
        actorID: String,
        previousStatus: JobStatus?,
        newStatus: JobStatus,
        occurredAt: Date,
        recordedAt: Date,
        correlationID: String
    ) {
        self.eventID = eventID
        self.eventType = eventType
        self.jobID = jobID
        self.projectID = projectID
        self.actorType = actorType
        self.actorID = actorID
        self.previousStatus = previousStatus
        self.newStatus = newStatus
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.correlationID = correlationID
    }
}
