import Foundation
import HTTPTypes
package import Hummingbird
import TrawlCollect
import TrawlDomain

/// `/jobs/{id}/nodes/{node}/artifacts`: what was kept of a node, and each file of it.
package struct ArtifactRoutes: RouteSet {
    private let files: CollectedFiles

    package init(files: CollectedFiles) {
        self.files = files
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("jobs/{id}/nodes/{node}/artifacts", use: manifest)
        routes.get("jobs/{id}/nodes/{node}/artifacts/**", use: artifact)
    }

    @concurrent
    private func manifest(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let job = try PathReader.job(context.parameters)
        let name = try PathReader.node(context.parameters, of: job)
        let node = try await files.node(name, of: job, for: context.principal)
        let lease = try files.lease(for: context)
        guard let file = try await files.threads.run({ try node.manifestFile() }) else {
            throw APIFailure(
                .notFound,
                "MANIFEST_NOT_FOUND",
                .resourceNotFound,
                "Node \(name) of job \(job) is not sealed (yet): its manifest is written when its attempt has ended"
            )
        }
        let representation = Representation(
            file,
            mediaType: "application/json",
            // It is written whole and never changed; another attempt's is another file.
            validator: Validator("\(String(file.inode, radix: 36))-\(file.modifiedAt)-\(file.size)"),
            on: files.threads
        )
        return try await DownloadAnswer(representation, lease: lease).response(to: request)
    }

    @concurrent
    private func artifact(_ request: Request, _ context: MemberContext) async throws -> Response {
        _ = try QueryReader(request, knows: [])
        let job = try PathReader.job(context.parameters)
        let name = try PathReader.node(context.parameters, of: job)
        let node = try await files.node(name, of: job, for: context.principal)
        let lease = try files.lease(for: context)
        guard let path = Self.path(of: request),
            let (file, sealed) = try await files.threads.run({ try Self.open(path, in: node) })
        else {
            throw APIFailure(
                .notFound,
                "ARTIFACT_NOT_FOUND",
                .resourceNotFound,
                "Node \(name) of job \(job) has no such artifact"
            )
        }
        let representation = Representation(
            file,
            mediaType: Self.isText(path) ? "text/plain; charset=utf-8" : "application/octet-stream",
            validator: Validator(of: file, sealed: sealed),
            fileName: path,
            sha256: sealed,
            on: files.threads
        )
        return try await DownloadAnswer(representation, lease: lease).response(to: request)
    }

    private static func open(_ path: String, in node: NodeFiles) throws -> (StoredFile, sealed: String?)? {
        guard let file = try node.artifact(path) else { return nil }
        let entry = try node.manifest()?.artifacts.first { $0.path == "artifacts/\(path)" }
        return (file, entry.flatMap { $0.size == file.size ? $0.sha256 : nil })
    }

    /// What stands behind `/artifacts/`, decoded component by component; nil where a component hides a separator.
    private static func path(of request: Request) -> String? {
        let path = request.uri.path
        guard let start = path.range(of: "/artifacts/") else { return nil }
        var components: [String] = []
        for part in path[start.upperBound...].split(separator: "/", omittingEmptySubsequences: false) {
            guard let component = part.removingPercentEncoding, !component.contains("/") else { return nil }
            components.append(component)
        }
        return components.joined(separator: "/")
    }

    /// By the name alone: what a node sent is never looked into to tell a browser what it is.
    private static func isText(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return false }
        return textEndings.contains(name[name.index(after: dot)...].lowercased())
    }

    private static let textEndings: Set<String> = [
        "cfg", "conf", "csv", "err", "ini", "json", "log", "md", "out", "txt", "yaml", "yml",
    ]
}
