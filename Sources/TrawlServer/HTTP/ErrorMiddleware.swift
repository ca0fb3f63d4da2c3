import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import TrawlDomain
import TrawlEngine

/// The one place where a failure becomes an answer: JSON, whatever failed.
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = CallContext

    let routes: RouteIndex
    /// Whether the server was told to end, and takes no more work because of that.
    let isEnding: @Sendable () -> Bool

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // Not even the request's end can be told: the connection is answered and closed below.
            throw error
        } catch {
            let failure = failure(for: error, request, context)
            return try JSONResponse.of(
                failure.document(requestID: context.correlationID),
                status: failure.status,
                headers: failure.headers
            )
        }
    }

    private func failure(for error: any Error, _ request: Request, _ context: CallContext) -> APIFailure {
        switch error {
        case let failure as APIFailure: return failure
        // The router alone throws this, for whatever it has no route for.
        case let error as HTTPError where error.status == .notFound:
            return routes.failure(for: request.method, request.uri.path)
        case let error as any HTTPResponseError where error.status == .contentTooLarge:
            return APIFailure(
                .contentTooLarge,
                "BODY_TOO_LARGE",
                .limitExceeded,
                "The request's body is larger than the server takes"
            )
        case .store(let error) as ServiceError: return storeFailure(error, context)
        case let error as ServiceError: return APIFailure(error)
        case let error as StoreError: return storeFailure(error, context)
        default:
            context.logger.error("request failed", metadata: ["error": "\(LogText.line("\(error)"))"])
            return .internal
        }
    }

    private func storeFailure(_ error: StoreError, _ context: CallContext) -> APIFailure {
        switch error.code {
        case .conflict: return APIFailure(.conflict, "CONFLICT", .conflict, error.message)
        case .full:
            return APIFailure(
                HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
                "STORAGE_FULL",
                .unavailable,
                error.message
            )
        case .unusable where isEnding(): return .shuttingDown
        case .broken, .unusable:
            context.logger.error("store failed", metadata: ["error": "\(LogText.line(error.message))"])
            return APIFailure(.serviceUnavailable, "STORAGE_UNAVAILABLE", .unavailable, error.message)
        }
    }
}
