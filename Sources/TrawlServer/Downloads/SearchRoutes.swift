package import Hummingbird
import TrawlCollect
import TrawlDomain
import TrawlEngine

/// `/jobs/{id}/search`: the lines with a text in them, over all that a job's nodes answered.
package struct SearchRoutes: RouteSet {
    private let files: CollectedFiles

    package init(files: CollectedFiles) {
        self.files = files
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("jobs/{id}/search", use: search)
    }

    @concurrent
    private func search(_ request: Request, _ context: MemberContext) async throws -> Response {
        let job = try PathReader.job(context.parameters)
        let query = try QueryReader(request, knows: ["q", "limit", "ignore_case"])
        guard let wanted = try SearchRequest(query, pattern: "q") else {
            throw APIFailure.badParameter("q", "q must say what to look for")
        }
        let nodes = try await files.service.nodeNames(of: job, for: context.principal)
        let lease = try files.lease(for: context)
        return SearchAnswer.response(JobSearch(wanted, in: nodes, of: job, files), request, lease)
    }
}
