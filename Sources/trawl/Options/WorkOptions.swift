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

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value for a parameter of the profile; may be given several times.",
            valueName: "name=value"
        )
    )
    var settings: [String] = []

    /// The values that were given, by the names of their parameters.
    var parameters: [String: String] {
        Dictionary(settings.compactMap(Self.setting).map { ($0.name, $0.value) }) { _, last in last }
    }

    func validate() throws {
        if profile != nil, !commands.isEmpty {
            throw ValidationError("Give --profile or --command, not both.")
        }
        if let odd = settings.first(where: { Self.setting($0) == nil }) {
            throw ValidationError("--set \(odd.debugDescription) has no value: write --set NAME=VALUE.")
        }
        if profile == nil, let first = settings.first {
            throw ValidationError("--set \(first) is for the parameters of a profile: name one with --profile.")
        }
        if let empty = commands.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw ValidationError("--command number \(empty + 1) is empty.")
        }
    }

    private static func setting(_ text: String) -> (name: String, value: String)? {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return nil }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
}
