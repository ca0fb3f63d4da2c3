package import TrawlDomain

/// An error as callers see it, whatever failed.
package struct ErrorDocument: Hashable, Sendable, Codable {
    /// What the caller's request came to: `JOB_NOT_FOUND`.
    package var error: String
    /// The kind of it, the same for many errors: `RESOURCE_NOT_FOUND`.
    package var errorCode: String
    /// One sentence for a person.
    package var message: String
    package var requestID: String
    /// Only where a move was refused.
    package var currentStatus: JobStatus?
    /// Only where a move was refused.
    package var attemptedStatus: JobStatus?

    package init(
        error: String,
        errorCode: String,
        message: String,
        requestID: String,
        currentStatus: JobStatus? = nil,
        attemptedStatus: JobStatus? = nil
    ) {
        self.error = error
        self.errorCode = errorCode
        self.message = message
        self.requestID = requestID
        self.currentStatus = currentStatus
        self.attemptedStatus = attemptedStatus
    }

    private enum CodingKeys: String, CodingKey {
        case error
        case errorCode = "error_code"
        case message
        case requestID = "request_id"
        case currentStatus = "current_status"
        case attemptedStatus = "attempted_status"
    }
}
