import Hummingbird
import Logging

/// Names every request, and says the name in the answer and in every log line of it.
struct CorrelationMiddleware: RouterMiddleware {
    typealias Context = CallContext

    /// The server's own log; the framework's is for its own people.
    let log: Logger

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.correlationID = CorrelationID.of(request.headers)
        context.logger = log
        context.logger[metadataKey: "correlation_id"] = "\(context.correlationID)"
        var response = try await next(request, context)
        if let field = CorrelationID.field { response.headers[field] = context.correlationID }
        return response
    }
}
