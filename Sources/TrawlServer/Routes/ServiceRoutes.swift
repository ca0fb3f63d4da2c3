import HTTPTypes
import Hummingbird

/// Routes that anybody may ask: whether the server is alive and ready, and what its API is.
struct ServiceRoutes: Sendable {
    let readiness: Readiness

    func add(to routes: RouterGroup<CallContext>) {
        routes.get("healthz") { _, _ in try JSONResponse.of(HealthDocument()) }
        routes.get("readyz") { [readiness] _, _ in
            let reasons = await readiness.reasons()
            return try JSONResponse.of(
                HealthDocument(reasons: reasons),
                status: reasons.isEmpty ? .ok : .serviceUnavailable
            )
        }
        routes.get("openapi.yaml") { request, _ in Self.text(OpenAPIDocument.yaml, "application/yaml", request) }
        routes.get("openapi.json") { request, _ in
            Self.text(try OpenAPIDocument.json(), "application/json", request)
        }
    }

    private static func text(_ text: String, _ type: String, _ request: Request) -> Response {
        var response = EntityTag.answer(text, to: request)
        if response.status == .ok { response.headers[.contentType] = type }
        return response
    }
}
