package import Hummingbird
import Logging
import TrawlDomain

/// `/tokens`: who is let in, for admins alone.
package struct TokenRoutes: RouteSet {
    private let office: TokenOffice
    private let body: RequestBodyReader

    package init(office: TokenOffice, body: RequestBodyReader) {
        self.office = office
        self.body = body
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("tokens", use: list)
        routes.post("tokens", use: make)
        routes.delete("tokens/{token}", use: revoke)
    }

    @concurrent
    private func list(_ request: Request, _ context: MemberContext) async throws -> Response {
        let query = try QueryReader(request, knows: ["all"])
        try Self.checkMay("see who is let in", context)
        let all = try query.number("all", in: 0...1) == 1
        let document = TokenListDocument(tokens: try await office.list(all: all))
        return EntityTag.answer(try DocumentCoding.text(of: document), to: request)
    }

    @concurrent
    private func make(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        try Self.checkMay("let others in", context)
        let (wish, _) = try await body.document(NewTokenDocument.self, of: request)
        let token = try await office.make(wish)
        context.logger.notice(
            "token made",
            metadata: [
                "token": "\(token.id)", "name": "\(LogText.line(token.name))", "role": "\(token.role.rawValue)",
                "project": "\(LogText.line(token.projectID))",
            ]
        )
        return try JSONResponse.of(token, status: .created)
    }

    @concurrent
    private func revoke(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        try Self.checkMay("shut others out", context)
        try await body.nothing(of: request)
        let id = PathReader.text("token", context.parameters) ?? ""
        guard let token = try await office.revoke(id) else {
            throw APIFailure(
                .notFound,
                "TOKEN_NOT_FOUND",
                .resourceNotFound,
                "There is no token \(id.debugDescription)"
            )
        }
        context.logger.notice("token revoked", metadata: ["token": "\(token.id)"])
        return try JSONResponse.of(token)
    }

    private static func checkMay(_ what: String, _ context: MemberContext) throws(APIFailure) {
        guard context.principal.role == .admin else { throw .forbidden(what) }
    }
}
