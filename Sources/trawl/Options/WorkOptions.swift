import ArgumentParser

/// What is done on each node.
struct WorkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A profile by its name, or the file of one.", valueName: "name|file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var profile: String?

    @Option(
        name: .customLong("command"),
        help: ArgumentHelp("A command for the nodes' shell; may be given several times.", valueName: "command")
    )
    var commands: [String] = []

    func validate() throws {
        if profile != nil, !commands.isEmpty {
            throw ValidationError("Give --profile or --command, not both.")
        }
        if let empty = commands.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw ValidationError("--command number \(empty + 1) is empty.")
        }
    }
}
