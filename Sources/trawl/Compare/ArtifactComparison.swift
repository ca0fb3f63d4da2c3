import Foundation
import NIOCore
import TrawlDomain
import TrawlServer

/// Shows which nodes of a job have the same file, and how the others' differ from what most have.
struct ArtifactComparison {
    let name: String
    let job: Job
    let source: any JobSource
    let context: CommandContext
    let output: OutputOptions

    /// Lists the groups, the largest first.
    func group() async throws {
        let found = try await ArtifactGroups(of: name, in: job, source)
        if output.isJSON { return context.console.printLine(try DocumentCoding.text(of: Document(name, found))) }
        var table = TextTable([("nodes", .right), ("size", .right), ("sha256", .left), ("node set", .left)])
        for group in found.groups {
            table.add([
                .init("\(group.nodes.count)"), .init(Figures.bytes(group.size)), .init(String(group.sha256.prefix(12))),
                .init(FoldedNames.of(group.nodes)),
            ])
        }
        if !found.missing.isEmpty {
            table.add([
                .init("\(found.missing.count)"), .init("-"), .init("not there", .bad),
                .init(FoldedNames.of(found.missing)),
            ])
        }
        let colour = output.coloursOutput(in: context)
        for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
        tellUnsealed(found)
    }

    /// Shows how each group's file differs from that of the largest; answers whether any does.
    func diff() async throws -> Bool {
        let found = try await ArtifactGroups(of: name, in: job, source)
        let tool = try DiffTool(in: context.environment)
        let folder = FileManager.default.temporaryDirectory.appending(path: "trawl-diff-\(UUID().uuidString)")
        // What nodes sent is its owner's affair alone.
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        var document = Document(name, found)
        let common = try await side(of: found.groups[0], at: folder.appending(path: "common"))
        for (place, group) in found.groups.enumerated().dropFirst() {
            let other = try await side(of: group, at: folder.appending(path: "other"))
            if output.isJSON {
                var text = Data()
                _ = try tool.compare(common, other) { text += $0 }
                document.groups[place].diff = String(decoding: text, as: UTF8.self)
            } else {
                try show(tool, common, other)
            }
        }
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: document))
        } else {
            if !found.missing.isEmpty {
                context.console.complain("not there: \(FoldedNames.of(found.missing))")
            }
            tellUnsealed(found)
        }
        return found.groups.count > 1 || !found.missing.isEmpty
    }

    private func show(_ tool: DiffTool, _ common: DiffTool.Side, _ other: DiffTool.Side) throws {
        let console = context.console
        guard console.isOutputTerminal else {
            _ = try tool.compare(common, other) { piece in piece.withUnsafeBytes { console.outputBytes($0) } }
            return
        }
        var sanitizer = EscapeSanitizer(keepsColours: false)
        _ = try tool.compare(common, other) { console.output(sanitizer.sanitize($0)) }
        console.output(sanitizer.finish())
    }

    private func side(of group: ArtifactGroups.Group, at file: URL) async throws -> DiffTool.Side {
        let path = file.path
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path), let node = group.nodes.first
        else { throw CommandFailure("cannot write \(path)") }
        defer { try? handle.close() }
        try await source.artifact(group.path, of: node, in: job.id) { piece in
            try handle.write(contentsOf: Data(piece.readableBytesView))
        }
        return DiffTool.Side(file: file, label: "\(FoldedNames.of(group.nodes)): \(EscapeSanitizer.line(group.path))")
    }

    private func tellUnsealed(_ found: ArtifactGroups) {
        guard !found.unsealed.isEmpty else { return }
        context.console.complain("not sealed (yet): \(FoldedNames.of(found.unsealed))")
    }

    /// What `--json` prints.
    private struct Document: Encodable {
        struct Group: Encodable {
            var nodes: String
            var count: Int
            var size: Int64
            var sha256: String
            var path: String
            /// From the first group's file to this one's.
            var diff: String?
        }

        var name: String
        var groups: [Group]
        /// Node sets; empty for none.
        var missing: String
        var unsealed: String

        init(_ name: String, _ found: ArtifactGroups) {
            self.name = name
            groups = found.groups.map { group in
                Group(
                    nodes: FoldedNames.of(group.nodes),
                    count: group.nodes.count,
                    size: group.size,
                    sha256: group.sha256,
                    path: group.path
                )
            }
            missing = FoldedNames.of(found.missing)
            unsealed = FoldedNames.of(found.unsealed)
        }
    }
}
