import TrawlDomain
import TrawlServer

extension AuditEvent {
    /// An audit event as a server tells it.
    ///
    /// - Throws: ``CommandFailure`` where the job's id is none.
    init(_ document: AuditDocument) throws(CommandFailure) {
        guard let id = JobID(document.jobID) else {
            throw CommandFailure("the server told of a job with the id \(document.jobID.debugDescription)")
        }
        self.init(
            eventID: document.eventID,
            eventType: document.eventType,
            jobID: id,
            projectID: document.projectID,
            actorType: document.actorType,
            actorID: document.actorID,
            previousStatus: document.previousStatus,
            newStatus: document.newStatus,
            occurredAt: document.occurredAt.date,
            recordedAt: document.recordedAt.date,
            correlationID: document.correlationID
        )
    }
}
