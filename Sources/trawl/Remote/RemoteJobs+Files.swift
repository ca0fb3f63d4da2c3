import Foundation
import NIOCore
import NIOHTTP1
import TrawlCollect
import TrawlDomain
import TrawlServer

extension RemoteJobs {
    func manifest(of node: NodeName, in job: JobID) async throws -> Manifest? {
        let call = ServerCall(.GET, "jobs", "\(job)", "nodes", "\(node)", "artifacts")
        var bytes = Data()
        let found = try await unlessMissing {
            try await client.stream(call) { bytes.append(contentsOf: $0.readableBytesView) }
        }
        guard found != nil else { return nil }
        return try ManifestDecoder.manifest(bytes, named: call.url(at: client.address))
    }

    func artifact(
        _ path: String,
        of node: NodeName,
        in job: JobID,
        _ take: (ByteBuffer) async throws -> Void
    ) async throws {
        var call = ServerCall(.GET, "jobs", "\(job)", "nodes", "\(node)")
        // A manifest's path begins with the folder that the API has too.
        call.path += path.split(separator: "/").map(String.init)
        _ = try await client.stream(call, take)
    }

    func bundle(
        of job: JobID,
        as format: BundleFormat,
        _ take: (ByteBuffer) async throws -> Void
    ) async throws {
        var call = ServerCall(.GET, "jobs", "\(job)", "bundle")
        call.query = [("format", format.rawValue)]
        _ = try await client.stream(call, take)
    }

    func search(_ wish: SearchWish, in job: JobID, _ take: (ByteBuffer) async throws -> Void) async throws {
        var call = ServerCall(.GET, "jobs", "\(job)", "search")
        call.query = [("q", wish.pattern), ("limit", "\(wish.limit)")]
        if wish.ignoresCase { call.query.append(("ignore_case", "1")) }
        _ = try await client.stream(call, take)
    }
}
