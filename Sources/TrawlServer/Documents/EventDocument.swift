package import TrawlDomain

/// One entry of a job's journal as callers see it: a move of the job or of a node.
package struct EventDocument: Hashable, Sendable, Codable {
    package var event: JobEvent.Kind
    package var id: Int64
    package var jobID: String
    package var occurredAt: DocumentTime
    package var status: String
    package var node: String?
    package var attempt: Int?
    package var code: FailureCode?
    package var cancelOutcome: CancelOutcome?

    package init(_ event: JobEvent) {
        self.event = event.kind
        id = event.sequence
        jobID = event.jobID.description
        occurredAt = DocumentTime(event.occurredAt)
        status = event.status
        node = event.node?.description
        attempt = event.attempt
        code = event.failureCode
        cancelOutcome = event.cancelOutcome
    }

    private enum CodingKeys: String, CodingKey {
        case event, id
        case jobID = "job_id"
        case occurredAt = "occurred_at"
        case status, node, attempt, code
        case cancelOutcome = "cancel_outcome"
    }
}
