package import Foundation

/// One entry of a job's journal, in the order of its commits: what a viewer folds to follow the job.
package struct JobEvent: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// The job's own state moved, or it settled.
        case job
        /// A node's state moved, or its verdict came in.
        case node
    }

    /// Grows by commits over the whole store, never reused.
    package var sequence: Int64
    package var jobID: JobID
    package var kind: Kind
    package var occurredAt: Date
    /// The job's or the node's stored status after the move.
    package var status: String
    package var node: NodeName?
    package var attempt: Int?
    package var failureCode: FailureCode?
    package var cancelOutcome: CancelOutcome?

    package init(
        sequence: Int64,
        jobID: JobID,
        kind: Kind,
        occurredAt: Date,
        status: String,
        node: NodeName? = nil,
        attempt: Int? = nil,
        failureCode: FailureCode? = nil,
        cancelOutcome: CancelOutcome? = nil
    ) {
        self.sequence = sequence
        self.jobID = jobID
        self.kind = kind
        self.occurredAt = occurredAt
        self.status = status
        self.node = node
        self.attempt = attempt
        self.failureCode = failureCode
        self.cancelOutcome = cancelOutcome
    }
}
