import ArgumentParser

/// What a command that shows something prints, and how.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON to standard output, and nothing else there.")
    var isJSON = false

    @Option(name: .customLong("color"), help: "When to colour; auto is on terminals, unless NO_COLOR is set.")
    var colour = ColourChoice.auto

    /// Whether to colour what goes to standard output.
    func coloursOutput(in context: CommandContext) -> Bool {
        colour.decide(context.environment, isTerminal: context.console.isOutputTerminal)
    }

    /// Whether to colour what goes to standard error.
    func coloursErrors(in context: CommandContext) -> Bool {
        colour.decide(context.environment, isTerminal: context.console.isErrorTerminal)
    }
}
