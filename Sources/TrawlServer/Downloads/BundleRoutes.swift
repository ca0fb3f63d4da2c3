import Foundation
import HTTPTypes
package import Hummingbird
import TrawlCollect
import TrawlDomain
import TrawlEngine

/// `/jobs/{id}/bundle`: all that a job has, as one archive.
package struct BundleRoutes: RouteSet {
    private let files: CollectedFiles

    package init(files: CollectedFiles) {
        self.files = files
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("jobs/{id}/bundle", use: bundle)
    }

    @concurrent
    private func bundle(_ request: Request, _ context: MemberContext) async throws -> Response {
        let id = try PathReader.job(context.parameters)
        let query = try QueryReader(request, knows: ["format"])
        let format = try query.choice("format", of: BundleFormat.self) ?? .tarZstandard
        let job = try await files.service.job(id, for: context.principal)
        let lease = try files.lease(for: context.principal)
        let nodes = try await files.service.nodes(of: id, NodeQuery(), for: context.principal).items
        let audit = try await files.service.audit(of: id, for: context.principal)
        let contents = BundleContents(
            of: id,
            documents: [
                try document("job.json", JobDocument(job)),
                try document("nodes.json", nodes.map { NodeDocument($0) }),
                try document("audit.json", audit.map { AuditDocument($0) }),
            ],
            nodes: nodes.map(\.name),
            madeAt: Int64((job.settledAt ?? job.createdAt).timeIntervalSince1970),
            layout: files.layout
        )
        let pieces = try BundlePieces(contents, as: format, on: files.threads)
        let fields: HTTPFields = [
            .contentType: format.mediaType,
            .contentDisposition: ContentDisposition.attachment(contents.fileName(format)),
            .cacheControl: "private, no-store",
            .acceptRanges: "none",
            .xContentTypeOptions: "nosniff",
        ]
        let body = ResponseBody { writer in
            var pieces = pieces
            while let piece = try await pieces.next() { try await writer.write(piece) }
            try await writer.finish(nil)
            lease.end()
        }
        return Response(status: .ok, headers: fields, body: body)
    }

    private func document(_ name: String, _ document: some Encodable) throws -> BundleContents.Document {
        BundleContents.Document(name: name, bytes: ByteBuffer(string: try DocumentCoding.text(of: document) + "\n"))
    }
}
