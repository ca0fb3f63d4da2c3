import ArgumentParser
import NIOCore
import TrawlCollect
import TrawlDomain
import TrawlServer

/// The command `trawl artifacts`.
struct Artifacts: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "artifacts",
        abstract: "List the files that a job collected: node, size, SHA-256, path.",
        discussion: """
              trawl artifacts last
              trawl artifacts last web11 --json
              trawl artifacts last web11 --get messages.txt > messages.txt
              trawl artifacts last --group sshd_config
              trawl artifacts last --diff sshd_config

            --diff ends with exit status 1 where something differs, as diff(1) does.
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

    @Option(
        help: ArgumentHelp(
            "Say which nodes have the same file of this name (its path, or the end of it): the largest group first.",
            valueName: "name"
        )
    )
    var group: String?

    @Option(
        help: ArgumentHelp("Show how the file of this name differs from what most nodes have.", valueName: "name")
    )
    var diff: String?

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if [get, group, diff].compactMap(\.self).count > 1 {
            throw ValidationError("Give one of --get, --group and --diff.")
        }
        if group != nil || diff != nil, node != nil {
            throw ValidationError("--group and --diff are about all nodes of the job: leave the node out.")
        }
        if get != nil, node == nil { throw ValidationError("Say of which node: trawl artifacts JOB NODE --get PATH.") }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let job = try await job.job(in: place.source)
            if let group {
                try await comparison(of: group, job, place.source, context).group()
                return .success
            }
            if let diff {
                return try await comparison(of: diff, job, place.source, context).diff() ? .other : .success
            }
            if let get, let node {
                let node = try await node.node(of: job, in: place.source)
                try await write(get, of: node.name, in: job.id, place.source, context)
            } else {
                try await list(job, place.source, context)
            }
            return .success
        }
    }

    private func comparison(
        of name: String,
        _ job: Job,
        _ source: any JobSource,
        _ context: CommandContext
    ) -> ArtifactComparison {
        ArtifactComparison(name: name, job: job, source: source, context: context, output: output)
    }

    private func list(_ job: Job, _ source: any JobSource, _ context: CommandContext) async throws {
        let nodes =
            if let node { [try await node.node(of: job, in: source)] } else { try await source.nodes(of: job.id) }
        var artifacts: [Artifact] = []
        var unsealed: [NodeName] = []
        let begun = nodes.filter { $0.attempt > 0 }
        for (node, manifest) in zip(begun, try await source.manifests(of: begun, in: job.id)) {
            guard let manifest else {
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
        guard let path = try ArtifactName(wanted).artifact(in: manifest)?.path else {
            throw CommandFailure(
                "\(node) has no file \(wanted.debugDescription) in job \(job); `trawl artifacts` lists them"
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
                .init(EscapeSanitizer.line("\(artifact.folder)/\(artifact.path)") + note),
            ])
        }
        let colour = output.coloursOutput(in: context)
        for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
    }

    /// A collected file, wherever it lies.
    private struct Artifact: Encodable {
        /// Where its node's files are, for a person: another place at a server than here.
        var folder: String
        var node: String
        var step: String
        /// As the manifest has it.
        var path: String
        var size: Int64
        var sha256: String
        var partial: Bool
        var truncatedBytes: Int64

        init(_ artifact: Manifest.Artifact, node: NodeName, folder: String) {
            self.node = node.description
            step = artifact.step
            path = artifact.path
            self.folder = folder
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
