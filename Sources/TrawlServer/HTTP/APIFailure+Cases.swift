package import HTTPTypes

/// The failures that more than one route answers with.
extension APIFailure {
    /// The request's text is not what its grammar says.
    package static func malformed(_ message: String, field: String? = nil) -> APIFailure {
        APIFailure(.badRequest, "BAD_REQUEST", .malformedRequest, message, field: field)
    }

    /// A query parameter that is unknown, given twice or not what is meant.
    package static func badParameter(_ name: String, _ message: String) -> APIFailure {
        APIFailure(.badRequest, "INVALID_PARAMETER", .validationFailed, message, field: name)
    }

    /// A field of the body that is unknown, missing or not what is meant.
    package static func badField(_ name: String, _ message: String) -> APIFailure {
        APIFailure(.unprocessableContent, "INVALID_FIELD", .validationFailed, message, field: name)
    }

    /// Nothing answers at this address.
    package static func noRoute(_ path: String) -> APIFailure {
        APIFailure(.notFound, "ROUTE_NOT_FOUND", .resourceNotFound, "Nothing is at \(path)")
    }

    /// Something answers at this address, but not to this method.
    package static func wrongMethod(_ method: HTTPRequest.Method, allowed: [HTTPRequest.Method]) -> APIFailure {
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        return APIFailure(
            .methodNotAllowed,
            "METHOD_NOT_ALLOWED",
            .methodNotAllowed,
            "\(method.rawValue) is not possible here; there is \(names)",
            headers: [.allow: names]
        )
    }

    /// Nobody said who asks, or said it with a token that is unknown, expired or revoked.
    package static func unauthenticated(_ message: String, isTokenBad: Bool) -> APIFailure {
        let challenge = isTokenBad ? #"Bearer realm="trawl", error="invalid_token""# : #"Bearer realm="trawl""#
        return APIFailure(
            .unauthorized,
            "UNAUTHENTICATED",
            .unauthenticated,
            message,
            headers: [.wwwAuthenticate: challenge]
        )
    }

    /// The caller is known, and its role does not allow what it wants.
    package static func forbidden(_ what: String) -> APIFailure {
        APIFailure(.forbidden, "FORBIDDEN", .permissionDenied, "Your role does not allow you to \(what)")
    }

    /// The job does not exist, or is none of the caller's business: both get this very answer.
    package static func noJob(_ id: String) -> APIFailure {
        APIFailure(.notFound, "JOB_NOT_FOUND", .resourceNotFound, "Job \(id) not found")
    }

    /// The job has no such node.
    package static func noNode(_ node: String, job: String) -> APIFailure {
        APIFailure(.notFound, "NODE_NOT_FOUND", .resourceNotFound, "Job \(job) has no node \(node)")
    }

    /// The body is larger than the server takes.
    package static func tooLarge(limit: Int) -> APIFailure {
        APIFailure(
            .contentTooLarge,
            "BODY_TOO_LARGE",
            .limitExceeded,
            "The request's body is larger than \(limit) bytes"
        )
    }

    /// The server is about to end.
    package static var shuttingDown: APIFailure {
        APIFailure(.serviceUnavailable, "SHUTTING_DOWN", .unavailable, "The server is shutting down; ask again")
    }

    /// A fault of the server's own; what it was is in its log under the request's id.
    package static var `internal`: APIFailure {
        APIFailure(
            .internalServerError,
            "INTERNAL_ERROR",
            .internal,
            "Something went wrong in the server; its log says what, under the request's id"
        )
    }
}
