import Hummingbird
import Logging
import TrawlCollect

/// Puts routes and middleware together: what a request meets, in order.
package enum ServerRouter {
    /// The prefix under which everything is.
    package static let prefix = "/api/v1"

    /// Builds the router of a server.
    ///
    /// - Parameters:
    ///   - log: The server's log.
    ///   - threads: Where answers are packed.
    ///   - desk: Sees who asks by a token.
    ///   - sessions: Sees who asks by the page's cookie.
    ///   - page: The routes of the page's session; below the prefix alone.
    ///   - isEnding: Whether the server was told to end.
    ///   - open: Routes that anybody may ask.
    ///   - atBoth: Routes that are below the prefix and at the root too.
    ///   - prefixed: Routes that are below the prefix alone.
    /// - Returns: the router, with all routes in it.
    static func router(
        log: Logger,
        threads: ReadingThreads,
        desk: TokenDesk,
        sessions: SessionDesk,
        page: SessionRoutes,
        isEnding: @escaping @Sendable () -> Bool,
        open: ServiceRoutes,
        atBoth: [any RouteSet],
        prefixed: [any RouteSet]
    ) -> Router<CallContext> {
        let router = Router(context: CallContext.self, options: .autoGenerateHeadEndpoints)
        let index = RouteIndex()
        router.add(middleware: CorrelationMiddleware(log: log))
        router.add(middleware: AccessLogMiddleware())
        router.add(middleware: CompressionMiddleware(threads: threads))
        router.add(middleware: ErrorMiddleware(routes: index, isEnding: isEnding))
        router.add(middleware: PageMiddleware(site: PageFiles.site))
        for path in ["", prefix] {
            let group = router.group(RouterPath(path))
            open.add(to: group)
            let members = group.group()
                .add(middleware: SignInMiddleware(desk: desk, sessions: sessions))
                .group(context: MemberContext.self)
            if !path.isEmpty { page.addOpen(to: group) }
            for set in atBoth + (path.isEmpty ? [] : prefixed + [page]) { set.add(to: members) }
        }
        index.take(router.routes.map { ($0.path, $0.method) })
        return router
    }
}
