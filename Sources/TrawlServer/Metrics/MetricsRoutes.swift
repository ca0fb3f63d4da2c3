import HTTPTypes
package import Hummingbird

/// `/metrics`: how the server does, for Prometheus.
package struct MetricsRoutes: RouteSet {
    private let page: MetricsPage

    package init(page: MetricsPage) {
        self.page = page
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("metrics") { [page] request, _ in
            _ = try QueryReader(request, knows: [])
            let body = ByteBuffer(string: await page.text())
            let fields: HTTPFields = [
                .contentType: PrometheusText.contentType, .contentLength: String(body.readableBytes),
                .cacheControl: "no-store",
            ]
            return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: body))
        }
    }
}
