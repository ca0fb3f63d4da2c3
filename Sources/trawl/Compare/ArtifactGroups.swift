import TrawlCollect
import TrawlDomain

/// The nodes of a job by what is in their files of one name.
struct ArtifactGroups: Sendable {
    /// Nodes whose files are the same.
    struct Group: Sendable {
        let sha256: String
        let size: Int64
        /// In the job's order.
        var nodes: [NodeName]
        /// The path in the first node's manifest.
        let path: String
    }

    /// The largest first; of equal ones that of the first node.
    let groups: [Group]
    /// Nodes that are sealed without such a file.
    let missing: [NodeName]
    /// Nodes of which it is not known (yet).
    let unsealed: [NodeName]

    /// Looks at all nodes of a job that were begun.
    ///
    /// - Throws: ``CommandFailure`` where the name is the end of several files of a node, or of none at all; what the
    ///   source throws.
    init(of name: String, in job: Job, _ source: any JobSource) async throws {
        var groups: [Group] = []
        var places: [String: Int] = [:]
        var missing: [NodeName] = []
        var unsealed: [NodeName] = []
        let nodes = try await source.nodes(of: job.id).filter { $0.attempt > 0 }
        for (node, manifest) in zip(nodes, try await source.manifests(of: nodes, in: job.id)) {
            guard let manifest else {
                unsealed.append(node.name)
                continue
            }
            guard let artifact = try ArtifactName(name).artifact(in: manifest) else {
                missing.append(node.name)
                continue
            }
            if let place = places[artifact.sha256] {
                groups[place].nodes.append(node.name)
            } else {
                places[artifact.sha256] = groups.count
                groups.append(
                    Group(sha256: artifact.sha256, size: artifact.size, nodes: [node.name], path: artifact.path)
                )
            }
        }
        guard !groups.isEmpty else {
            throw CommandFailure(
                "no node of job \(job.id) has a file \(name.debugDescription); `trawl artifacts \(job.id)` lists them"
            )
        }
        self.groups = groups.enumerated()
            .sorted { ($1.element.nodes.count, $0.offset) < ($0.element.nodes.count, $1.offset) }
            .map(\.element)
        self.missing = missing
        self.unsealed = unsealed
    }
}
