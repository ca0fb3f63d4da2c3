import Foundation
import NIOCore
import TrawlCollect
import TrawlDomain
import TrawlServer

extension LocalJobs {
    func manifest(of node: NodeName, in job: JobID) async throws -> Manifest? {
        try files.manifest(of: node, in: job)
    }

    func artifact(
        _ path: String,
        of node: NodeName,
        in job: JobID,
        _ take: (ByteBuffer) async throws -> Void
    ) async throws {
        let relative = path.hasPrefix("artifacts/") ? String(path.dropFirst("artifacts/".count)) : path
        guard let file = try NodeFiles(of: node, in: job, layout: files.layout).artifact(relative) else {
            throw CommandFailure("\(node) has no file \(path.debugDescription) in job \(job)")
        }
        try await ReadingThreads.lend { threads in
            var pieces = FilePieces(file, from: 0, count: file.size, on: threads)
            while let piece = try await pieces.next() { try await take(piece) }
        }
    }

    func bundle(
        of job: JobID,
        as format: BundleFormat,
        _ take: (ByteBuffer) async throws -> Void
    ) async throws {
        let store = try archive()
        guard let record = try await store.job(job) else { throw missing(job) }
        let nodes = try await store.nodes(of: job, NodeQuery())
        let audit = try await store.audit(of: job)
        let contents = BundleContents(
            of: job,
            documents: [
                try document("job.json", JobDocument(record)),
                try document("nodes.json", nodes.map { NodeDocument($0) }),
                try document("audit.json", audit.map { AuditDocument($0) }),
            ],
            nodes: nodes.map(\.name),
            madeAt: Int64((record.settledAt ?? record.createdAt).timeIntervalSince1970),
            layout: files.layout
        )
        try await ReadingThreads.lend { threads in
            var pieces = try BundlePieces(contents, as: format, on: threads)
            while let piece = try await pieces.next() { try await take(piece) }
        }
    }

    private func document(_ name: String, _ document: some Encodable) throws -> BundleContents.Document {
        BundleContents.Document(name: name, bytes: ByteBuffer(string: try DocumentCoding.text(of: document) + "\n"))
    }
}
