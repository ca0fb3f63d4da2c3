import HTTPTypes
package import Hummingbird
package import TrawlDomain

/// `/metrics`: how the server does, for Prometheus.
package struct MetricsRoutes: RouteSet {
    private let page: MetricsPage
    /// The lowest role whose tokens see the whole server; others see their project.
    private let role: AccessRole

    package init(page: MetricsPage, role: AccessRole) {
        self.page = page
        self.role = role
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("metrics") { [page, role] request, context in
            _ = try QueryReader(request, knows: [])
            let principal = context.principal
            let body = ByteBuffer(string: await page.text(of: principal.role >= role ? nil : principal.projectID))
            let fields: HTTPFields = [
                .contentType: PrometheusText.contentType, .contentLength: String(body.readableBytes),
                .cacheControl: "no-store",
            ]
            return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: body))
        }
    }
}
