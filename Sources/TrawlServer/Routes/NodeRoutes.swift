package import Hummingbird
import Logging
import TrawlDomain
package import TrawlEngine

/// `/jobs/{id}/nodes`: how a job's nodes stand, and the cancel of one.
package struct NodeRoutes: RouteSet {
    private let service: JobService
    private let body: RequestBodyReader

    package init(service: JobService, body: RequestBodyReader) {
        self.service = service
        self.body = body
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("jobs/{id}/nodes", use: list)
        routes.get("jobs/{id}/nodes/{node}", use: show)
        routes.post("jobs/{id}/nodes/{node}/cancel", use: cancel)
    }

    /// How a page of nodes is written.
    private enum View: String, CaseIterable {
        case full, compact
    }

    @concurrent
    private func list(_ request: Request, _ context: MemberContext) async throws -> Response {
        let id = try PathReader.job(context.parameters)
        let query = try QueryReader(
            request,
            knows: ["status", "stage", "code", "q", "sort", "limit", "cursor", "view"]
        )
        let view = try query.choice("view", of: View.self) ?? .full
        var wanted = NodeQuery(order: try order(query))
        wanted.statuses = try query.choices("status")
        wanted.stages = try query.choices("stage")
        wanted.failureCodes = try query.choices("code")
        wanted.text = query["q"].flatMap { TextFilter($0) }
        wanted.limit = try query.number("limit", in: 1...10_000) ?? (view == .compact ? 10_000 : 100)
        if let text = query["cursor"] {
            do {
                wanted.cursor = try NodeCursor(text, in: wanted.order)
            } catch {
                throw APIFailure.badParameter("cursor", error.description)
            }
        }
        let page = try await service.nodes(of: id, wanted, for: context.principal)
        switch view {
        case .full:
            let document = NodeListDocument(nodes: page.items.map(NodeDocument.init), nextCursor: page.next)
            return EntityTag.answer(try DocumentCoding.text(of: document), to: request)
        case .compact:
            let document = CompactNodeListDocument(page.items, nextCursor: page.next)
            return EntityTag.answer(try DocumentCoding.text(of: document), to: request)
        }
    }

    private func order(_ query: QueryReader) throws(APIFailure) -> NodeOrder {
        guard let text = query["sort"] else { return .position }
        guard let order = NodeOrder(text) else {
            let known = NodeOrder.Key.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badParameter("sort", "sort must be one of \(known), with a - before it for the reverse order")
        }
        return order
    }

    @concurrent
    private func show(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let id = try PathReader.job(context.parameters)
        let name = try PathReader.node(context.parameters, of: id)
        let node = try await service.node(name, of: id, for: context.principal)
        return EntityTag.answer(try DocumentCoding.text(of: NodeDocument(node)), to: request)
    }

    @concurrent
    private func cancel(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        try await body.nothing(of: request)
        let id = try PathReader.job(context.parameters)
        let name = try PathReader.node(context.parameters, of: id)
        let node = try await service.cancelNode(
            name,
            of: id,
            by: context.principal,
            correlationID: context.correlationID
        )
        context.logger.notice("node cancelled", metadata: ["job": "\(id)", "node": "\(name)"])
        return try JSONResponse.of(NodeDocument(node))
    }
}
