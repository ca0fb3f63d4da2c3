import ArgumentParser
import TrawlCollect
import TrawlDomain
import TrawlServer

/// The command `trawl artifacts`.
struct Artifacts: HouseCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the files that a job collected: node, size, SHA-256, path.",
        discussion: """
              trawl artifacts last
              trawl artifacts last web11 --json
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var job: JobReference

    @Argument(help: ArgumentHelp("Only this node's files.", valueName: "node"))
    var node: NodeReference?

    @OptionGroup var dataDirectory: DataDirectoryOption
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let directory = try dataDirectory.directory(in: context.environment)
        let store = try context.openArchive(directory)
        let job = try await job.job(in: store)
        let nodes: [NodeRecord]
        if let node {
            nodes = [try await node.node(of: job, in: store)]
        } else {
            nodes = try await store.nodes(of: job.id, NodeQuery())
        }
        let files = JobFiles(dataDirectory: directory)
        var artifacts: [Artifact] = []
        var unsealed: [NodeName] = []
        for node in nodes {
            guard let manifest = try files.manifest(of: node.name, in: job.id) else {
                if node.attempt > 0 { unsealed.append(node.name) }
                continue
            }
            let folder = files.folder(of: node.name, in: job.id)
            artifacts += manifest.artifacts.map { Artifact($0, node: node.name, folder: folder) }
        }
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: ["artifacts": artifacts]))
            return .success
        }
        if artifacts.isEmpty {
            context.console.complain("job \(job.id) has no artifacts\(node == nil ? "" : " of that node")")
        }
        if !artifacts.isEmpty { show(artifacts, context) }
        if !unsealed.isEmpty { context.console.complain("not sealed (yet): \(FoldedNames.of(unsealed))") }
        return .success
    }

    private func show(_ artifacts: [Artifact], _ context: CommandContext) {
        var table = TextTable([("node", .left), ("size", .right), ("sha256", .left), ("path", .left)])
        for artifact in artifacts {
            let note = artifact.partial ? " (partial)" : artifact.truncatedBytes > 0 ? " (truncated)" : ""
            table.add([
                .init(artifact.node), .init(Figures.bytes(artifact.size)), .init(artifact.sha256),
                .init(EscapeSanitizer.line(artifact.path) + note),
            ])
        }
        let colour = output.coloursOutput(in: context)
        for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
    }

    /// A collected file, wherever it lies.
    private struct Artifact: Encodable {
        var node: String
        var step: String
        var path: String
        var size: Int64
        var sha256: String
        var partial: Bool
        var truncatedBytes: Int64

        init(_ artifact: Manifest.Artifact, node: NodeName, folder: String) {
            self.node = node.description
            step = artifact.step
            path = "\(folder)/\(artifact.path)"
            size = artifact.size
            sha256 = artifact.sha256
            partial = artifact.partial
            truncatedBytes = artifact.truncatedBytes
        }

        private enum CodingKeys: String, CodingKey {
            case node, step, path, size, sha256, partial
            case truncatedBytes = "truncated_bytes"
        }
    }
}
