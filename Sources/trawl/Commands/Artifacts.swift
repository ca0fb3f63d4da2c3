import ArgumentParser
import NIOCore
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
              trawl artifacts last web11 --get messages.txt > messages.txt
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var job: JobReference

    @Argument(help: ArgumentHelp("Only this node's files.", valueName: "node"))
    var node: NodeReference?

    @Option(
        help: ArgumentHelp(
            "Write this file of the node's to standard output: its path, or the end of it.",
            valueName: "path"
        )
    )
    var get: String?

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if get != nil, node == nil { throw ValidationError("Say of which node: trawl artifacts JOB NODE --get PATH.") }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let job = try await job.job(in: place.source)
            if let get, let node {
                let node = try await node.node(of: job, in: place.source)
                try await write(get, of: node.name, in: job.id, place.source, context)
            } else {
                try await list(job, place.source, context)
            }
            return .success
        }
    }

    private func list(_ job: Job, _ source: any JobSource, _ context: CommandContext) async throws {
        let nodes =
            if let node { [try await node.node(of: job, in: source)] } else { try await source.nodes(of: job.id) }
        var artifacts: [Artifact] = []
        var unsealed: [NodeName] = []
        for node in nodes where node.attempt > 0 {
            guard let manifest = try await source.manifest(of: node.name, in: job.id) else {
                unsealed.append(node.name)
                continue
            }
            artifacts += manifest.artifacts.map {
                Artifact($0, node: node.name, folder: source.folder(of: node.name, in: job.id))
            }
        }
        if output.isJSON {
            return context.console.printLine(try DocumentCoding.text(of: ["artifacts": artifacts]))
        }
        if artifacts.isEmpty {
            context.console.complain("job \(job.id) has no artifacts\(node == nil ? "" : " of that node")")
        } else {
            show(artifacts, context)
        }
        if !unsealed.isEmpty { context.console.complain("not sealed (yet): \(FoldedNames.of(unsealed))") }
    }

    private func write(
        _ wanted: String,
        of node: NodeName,
        in job: JobID,
        _ source: any JobSource,
        _ context: CommandContext
    ) async throws {
        guard let manifest = try await source.manifest(of: node, in: job) else {
            throw CommandFailure("\(node) is not sealed (yet) in job \(job)")
        }
        let paths = manifest.artifacts.map(\.path)
        let meant = paths.contains(wanted) ? [wanted] : paths.filter { $0.hasSuffix("/\(wanted)") }
        guard let path = meant.first else {
            throw CommandFailure(
                "\(node) has no file \(wanted.debugDescription) in job \(job); `trawl artifacts` lists them"
            )
        }
        guard meant.count == 1 else {
            throw CommandFailure(
                "\(wanted.debugDescription) is the end of several files: \(meant.joined(separator: ", "))"
            )
        }
        try await source.artifact(path, of: node, in: job) { piece in
            piece.withUnsafeReadableBytes { context.console.outputBytes($0) }
        }
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
