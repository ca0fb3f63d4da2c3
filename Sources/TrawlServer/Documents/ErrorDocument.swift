/// An error as callers see it, whatever failed.
package struct ErrorDocument: Hashable, Sendable, Codable {
    /// What the caller's request came to: `JOB_NOT_FOUND`.
    package var error: String
    /// The kind of it, the same for many errors: `RESOURCE_NOT_FOUND`.
    package var errorCode: String
    /// One sentence for a person.
    package var message: String
    package var requestID: String
    /// The field or parameter at fault, where it is one.
    package var field: String?
    /// Only where a move was refused: the state of the job or the node.
    package var currentStatus: String?
    /// Only where a move was refused.
    package var attemptedStatus: String?

    package init(
        error: String,
        errorCode: String,
        message: String,
        requestID: String,
        field: String? = nil,
        currentStatus: String? = nil,
        attemptedStatus: String? = nil
    ) {
        self.error = error
        self.errorCode = errorCode
        self.message = message
        self.requestID = requestID
        self.field = field
        self.currentStatus = currentStatus
        self.attemptedStatus = attemptedStatus
    }

    private enum CodingKeys: String, CodingKey {
        case error
        case errorCode = "error_code"
        case message
        case requestID = "request_id"
        case field
        case currentStatus = "current_status"
        case attemptedStatus = "attempted_status"
    }
}
