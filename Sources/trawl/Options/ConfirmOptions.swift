import ArgumentParser

/// Whether a job over very many nodes has to be meant twice.
struct ConfirmOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask, however many nodes it is.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "Ask before a job over more nodes than this (default: TRAWL_CONFIRM_ABOVE, else 1000).",
            discussion: "Where nobody can be asked such a job is refused without --yes.",
            valueName: "n"
        ),
        transform: MeasureArgument.number(0...1_000_000)
    )
    var confirmAbove: Int?

    /// Asks where it must.
    ///
    /// - Throws: ``CommandFailure`` where the answer is no, or nobody can be asked.
    func confirm(_ nodes: Int, in context: CommandContext) throws(CommandFailure) {
        if yes { return }
        let limit = try limit(in: context)
        guard nodes > limit else { return }
        guard context.console.isInputTerminal, context.console.isErrorTerminal else {
            throw CommandFailure("this is a job over \(nodes) nodes, more than \(limit): give --yes", status: .usage)
        }
        context.console.errors("trawl: this is a job over \(nodes) nodes. Go on? [y/N] ")
        let answer = context.console.readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw CommandFailure("nothing was done", status: .other) }
    }

    private func limit(in context: CommandContext) throws(CommandFailure) -> Int {
        if let confirmAbove { return confirmAbove }
        guard let text = context.environment["TRAWL_CONFIRM_ABOVE"] else { return Self.standard }
        guard let number = Int(text), number >= 0 else {
            throw CommandFailure(
                "TRAWL_CONFIRM_ABOVE must be a number of nodes, not \(text.debugDescription)",
                status: .configuration
            )
        }
        return number
    }

    private static let standard = 1000
}
