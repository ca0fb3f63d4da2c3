import HTTPTypes
import Hummingbird
import Logging

/// `/session`: a token becomes a cookie for the page, says who is signed in, and ends.
struct SessionRoutes: RouteSet {
    let sessions: SessionDesk
    let desk: TokenDesk
    /// Whether the server itself speaks TLS.
    let isSecure: Bool

    func add(to routes: RouterGroup<MemberContext>) {
        routes.post("session", use: open)
        routes.delete("session", use: end)
    }

    @concurrent
    private func open(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        // By a token alone: a session that opened the next one would never end.
        guard let field = request.headers[.authorization] else {
            throw APIFailure.unauthenticated("A session is opened with Authorization: Bearer TOKEN", isTokenBad: false)
        }
        try SameOrigin.checkSignIn(request)
        let ticket = sessions.open(for: try await desk.token(authorization: field))
        context.logger.notice("signed in")
        return answer(sessions.cookie(of: ticket, isSecure: isSecure(request)))
    }

    /// Adds the route that anybody may ask, also with a session that is over: the page, which has to know what to show.
    func addOpen(to routes: RouterGroup<CallContext>) {
        routes.get("session", use: show)
    }

    @concurrent
    private func show(_ request: Request, _ context: CallContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let nobody = Response(status: .noContent, headers: [.cacheControl: "no-store"])
        guard let cookie = SessionCookie.value(in: request) else { return nobody }
        do {
            let ticket = try sessions.ticket(cookie)
            let principal = try await desk.principal(of: ticket.token)
            return try JSONResponse.of(SessionDocument(principal, expiresAt: ticket.expiresAt))
        } catch let failure as APIFailure where failure.code == .unauthenticated {
            return nobody
        }
    }

    @concurrent
    private func end(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        if let ticket = context.session {
            try await sessions.end(ticket)
            context.logger.notice("signed out")
        }
        return answer(SessionCookie.field("", seconds: 0, isSecure: isSecure(request)))
    }

    private func answer(_ cookie: String) -> Response {
        Response(status: .noContent, headers: [.setCookie: cookie, .cacheControl: "no-store"])
    }

    /// Whether the browser sees TLS: ours, or a proxy's that says so.
    private func isSecure(_ request: Request) -> Bool {
        guard !isSecure, let name = HTTPField.Name("X-Forwarded-Proto") else { return isSecure }
        return request.headers[name] == "https"
    }
}
