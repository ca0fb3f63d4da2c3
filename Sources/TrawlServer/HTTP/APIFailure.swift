package import HTTPTypes

/// Why a request is answered with an error; becomes an ``ErrorDocument`` in the one place that writes errors.
package struct APIFailure: Error, Hashable, Sendable {
    package var status: HTTPResponse.Status
    /// What the request came to: `JOB_NOT_FOUND`.
    package var error: String
    /// The kind of it.
    package var code: Code
    /// One sentence for a person.
    package var message: String
    /// The field or parameter at fault.
    package var field: String?
    package var currentStatus: String?
    package var attemptedStatus: String?
    /// Fields of the response's head.
    package var headers: HTTPFields

    /// Kinds of errors, each the same for many requests.
    package enum Code: String, CaseIterable, Sendable {
        case malformedRequest = "MALFORMED_REQUEST"
        case validationFailed = "VALIDATION_FAILED"
        case unauthenticated = "UNAUTHENTICATED"
        case permissionDenied = "PERMISSION_DENIED"
        case resourceNotFound = "RESOURCE_NOT_FOUND"
        case expired = "EXPIRED"
        case methodNotAllowed = "METHOD_NOT_ALLOWED"
        case transitionInvalid = "FSM_TRANSITION_INVALID"
        case terminalImmutable = "FSM_TERMINAL_IMMUTABLE"
        case conflict = "CONFLICT"
        case limitExceeded = "LIMIT_EXCEEDED"
        case notAcceptable = "NOT_ACCEPTABLE"
        case rangeNotSatisfiable = "RANGE_NOT_SATISFIABLE"
        case unavailable = "UNAVAILABLE"
        case `internal` = "INTERNAL"
    }

    package init(
        _ status: HTTPResponse.Status,
        _ error: String,
        _ code: Code,
        _ message: String,
        field: String? = nil,
        currentStatus: String? = nil,
        attemptedStatus: String? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.error = error
        self.code = code
        self.message = message
        self.field = field
        self.currentStatus = currentStatus
        self.attemptedStatus = attemptedStatus
        self.headers = headers
    }

    /// As callers see it.
    package func document(requestID: String) -> ErrorDocument {
        ErrorDocument(
            error: error,
            errorCode: code.rawValue,
            message: message,
            requestID: requestID,
            field: field,
            currentStatus: currentStatus,
            attemptedStatus: attemptedStatus
        )
    }
}
