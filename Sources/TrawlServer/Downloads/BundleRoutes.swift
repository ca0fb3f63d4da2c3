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
        let lease = try files.lease(for: context)
        let (names, list) = try await nodes(of: id, for: context.principal)
        let audit = try await files.service.audit(of: id, for: context.principal)
        let contents = BundleContents(
            of: id,
            documents: [
                try document("job.json", JobDocument(job)),
                BundleContents.Document(name: "nodes.json", bytes: list),
                try document("audit.json", audit.map { AuditDocument($0) }),
            ],
            nodes: names,
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

    /// The nodes' names, and the list of their records as it is packed, with no more of them in memory than a page.
    private func nodes(of id: JobID, for principal: Principal) async throws -> ([NodeName], ByteBuffer) {
        var (names, list): ([NodeName], ByteBuffer) = ([], ByteBuffer())
        var fault: (any Error)?
        try await files.service.eachNode(of: id, for: principal) { node in
            list.writeString(names.isEmpty ? "[" : ",")
            names.append(node.name)
            do { list.writeString(try DocumentCoding.text(of: NodeDocument(node))) } catch { fault = error }
        }
        if let fault { throw fault }
        list.writeString(names.isEmpty ? "[]\n" : "]\n")
        return (names, list)
    }

    private func document(_ name: String, _ document: some Encodable) throws -> BundleContents.Document {
        BundleContents.Document(name: name, bytes: ByteBuffer(string: try DocumentCoding.text(of: document) + "\n"))
    }
}
