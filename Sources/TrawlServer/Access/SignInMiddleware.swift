import HTTPTypes
import Hummingbird
import Logging
import TrawlDomain

/// Sees who asks by the token that came with the request, or by the page's session cookie; a token counts first.
///
/// A request without one goes on, unsigned: what needs a caller says so itself (``MemberContext``).
struct SignInMiddleware: RouterMiddleware {
    typealias Context = CallContext

    let desk: TokenDesk
    let sessions: SessionDesk

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let field = request.headers[.authorization] {
            context.principal = try await desk.principal(authorization: field)
        } else if let cookie = SessionCookie.value(in: request) {
            try SameOrigin.check(request)
            let ticket = try sessions.ticket(cookie)
            context.principal = try await desk.principal(of: ticket.token)
            context.session = ticket
        }
        if let principal = context.principal { context.logger[metadataKey: "caller"] = "\(principal.name)" }
        return try await next(request, context)
    }
}
