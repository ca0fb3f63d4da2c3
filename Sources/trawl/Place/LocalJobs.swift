import Foundation
import TrawlDomain

/// The jobs of a data directory.
struct LocalJobs: JobSource {
    /// Absolute.
    let directory: String
    let context: CommandContext

    var files: JobFiles { JobFiles(dataDirectory: directory) }

    var isAttended: Bool { context.isAttended(directory) }

    var patient: any JobSource { self }

    func folder(of job: JobID) -> String { files.folder(of: job) }

    func folder(of node: NodeName, in job: JobID) -> String { files.folder(of: node, in: job) }

    /// The store as a reader of it.
    func archive() throws(StoreError) -> any JobStore { try context.openArchive(directory) }

    func jobs(_ query: JobQuery) async throws -> Page<Job> {
        // A data directory that no job has made yet is an empty one, for scripts too.
        guard context.hasJobs(directory) else { return Page(items: [], next: nil) }
        var asked = query
        asked.limit = query.limit + 1
        let found = try await archive().jobs(asked)
        let items = Array(found.prefix(query.limit))
        return Page(
            items: items,
            next: found.count > items.count ? items.last.map { JobCursor(behind: $0.id).text } : nil
        )
    }

    func job(_ id: JobID) async throws -> Job? { try await archive().job(id) }

    func nodes(of id: JobID) async throws -> [NodeRecord] { try await archive().nodes(of: id, NodeQuery()) }

    func node(_ name: NodeName, of id: JobID) async throws -> NodeRecord? { try await archive().node(name, of: id) }

    func audit(of id: JobID) async throws -> [AuditEvent] { try await archive().audit(of: id) }

    /// Who moves jobs here: the local user.
    var caller: Caller {
        Caller(
            kind: .operator,
            id: context.environment.userName,
            projectID: "default",
            correlationID: "req-\(UUID().uuidString.lowercased())"
        )
    }
}
