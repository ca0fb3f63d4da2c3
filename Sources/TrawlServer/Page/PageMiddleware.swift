import HTTPTypes
import Hummingbird

/// Answers what a browser asks for to show the page; everything else is the router's.
///
/// The page has the addresses of the API's own documents (`/jobs/ID`), so that one address can be handed to a person and to
/// a program: a browser that opens it says that it would rather have HTML, and gets the shell, which is the same for every
/// job, there or not.
struct PageMiddleware: RouterMiddleware {
    typealias Context = CallContext

    let site: @Sendable () -> PageSite

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        let isRead = request.method == .get || request.method == .head
        if path.hasPrefix(PageSite.prefix) {
            guard isRead else { throw APIFailure.wrongMethod(request.method, allowed: Self.methods) }
            guard let file = site().file(path, for: request) else { throw APIFailure.noRoute(path) }
            return file
        }
        if Self.own.contains(path) {
            guard isRead else { throw APIFailure.wrongMethod(request.method, allowed: Self.methods) }
            return site().shell(for: request)
        }
        guard isRead, Self.isShared(path), Self.wantsPage(request) else { return try await next(request, context) }
        return site().shell(for: request)
    }

    /// `/jobs`, `/jobs/ID` and `/jobs/ID/nodes/NODE`.
    private static func isShared(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard parts.first == "jobs" else { return false }
        return parts.count <= 2 || parts.count == 4 && parts[2] == "nodes"
    }

    private static func wantsPage(_ request: Request) -> Bool {
        let accept = request.headers[.accept]
        return AcceptedType.best(of: ["application/json", "text/html"], for: accept) == "text/html"
    }

    private static let own: Set = ["/", "/new"]
    private static let methods: [HTTPRequest.Method] = [.get, .head]
}
