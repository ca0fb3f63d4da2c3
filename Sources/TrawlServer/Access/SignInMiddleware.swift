import HTTPTypes
import Hummingbird
import Logging
import TrawlDomain

/// Sees who asks by the token that came with the request.
///
/// A request without one goes on, unsigned: what needs a caller says so itself (``MemberContext``).
struct SignInMiddleware: RouterMiddleware {
    typealias Context = CallContext

    let desk: TokenDesk

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        guard let field = request.headers[.authorization] else { return try await next(request, context) }
        var context = context
        context.principal = try await desk.principal(authorization: field)
        if let principal = context.principal { context.logger[metadataKey: "caller"] = "\(principal.name)" }
        return try await next(request, context)
    }
}
