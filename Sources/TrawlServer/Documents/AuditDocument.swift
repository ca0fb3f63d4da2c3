package import TrawlDomain

/// One move of a job as the auditor sees it.
package struct AuditDocument: Hashable, Sendable {
    package var eventID: Int64
    package var eventType: String
    package var jobID: String
    package var projectID: String
    package var actorType: Caller.Kind
    package var actorID: String
    /// Null for the job's creation.
    package var previousStatus: JobStatus?
    package var newStatus: JobStatus
    package var occurredAt: DocumentTime
    package var recordedAt: DocumentTime
    package var correlationID: String

    package init(_ event: AuditEvent) {
        eventID = event.eventID
        eventType = event.eventType
        jobID = event.jobID.description
        projectID = event.projectID
        actorType = event.actorType
        actorID = event.actorID
        previousStatus = event.previousStatus
        newStatus = event.newStatus
        occurredAt = DocumentTime(event.occurredAt)
        recordedAt = DocumentTime(event.recordedAt)
        correlationID = event.correlationID
    }
}

extension AuditDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case eventID = "event_id"
        case eventType = "event_type"
        case jobID = "job_id"
        case projectID = "project_id"
        case actorType = "actor_type"
        case actorID = "actor_id"
        case previousStatus = "prev_status"
        case newStatus = "new_status"
        case occurredAt = "occurred_at"
        case recordedAt = "recorded_at"
        case correlationID = "correlation_id"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(eventID, forKey: .eventID)
        try container.encode(eventType, forKey: .eventType)
        try container.encode(jobID, forKey: .jobID)
        try container.encode(projectID, forKey: .projectID)
        try container.encode(actorType, forKey: .actorType)
        try container.encode(actorID, forKey: .actorID)
        try container.encode(previousStatus, forKey: .previousStatus)
        try container.encode(newStatus, forKey: .newStatus)
        try container.encode(occurredAt, forKey: .occurredAt)
        try container.encode(recordedAt, forKey: .recordedAt)
        try container.encode(correlationID, forKey: .correlationID)
    }
}
