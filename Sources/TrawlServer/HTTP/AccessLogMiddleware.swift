import Hummingbird
import Logging

/// Writes one log line for every request, once its answer's head is known.
///
/// Neither the query nor any header field is in it: both may hold what is nobody's business.
struct AccessLogMiddleware: RouterMiddleware {
    typealias Context = CallContext

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        context.logger.log(
            level: response.status.kind == .serverError ? .error : .info,
            "request",
            metadata: [
                "method": "\(request.method.rawValue)",
                "path": "\(LogText.line(request.uri.path))",
                "status": "\(response.status.code)",
                "ms": "\(Double(Int(milliseconds * 10)) / 10)",
            ]
        )
        return response
    }
}
