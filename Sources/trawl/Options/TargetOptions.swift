import ArgumentParser
import TrawlDomain

/// Which nodes are meant.
struct TargetOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Nodes: names, node sets (web[01-40]), groups (@web), globs, or all.",
            discussion: "Several are joined; in a shell, quote what has brackets or a star in it.",
            valueName: "targets"
        )
    )
    var targets: [String] = []

    @Option(
        help: ArgumentHelp("The inventory that names the nodes.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var inventory: String?

    @Option(
        help: ArgumentHelp("A file with an address or a node set a line; - is standard input.", valueName: "file"),
        completion: .file()
    )
    var hostsFile: String?

    /// The targets as a job keeps them; those of a hosts file by their nodes.
    func text(naming nodes: [NodeTarget]) -> String {
        targets.isEmpty ? FoldedNames.of(nodes.map(\.name)) : targets.joined(separator: ",")
    }
}
