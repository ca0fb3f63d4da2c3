import ArgumentParser

/// How much is said while a job runs.
struct ProgressOptions: ParsableArguments {
    @Option(help: "How to show progress on standard error; auto is tty on terminals and plain elsewhere.")
    var progress = ProgressChoice.auto

    @Flag(name: .customLong("no-progress"), help: "The same as --progress none.")
    var isWithout = false

    @Flag(name: .shortAndLong, help: "No progress and no summary; errors are still said.")
    var quiet = false

    func validate() throws {
        if isWithout, progress != .auto, progress != .none {
            throw ValidationError("--no-progress and --progress \(progress.rawValue) contradict each other.")
        }
    }

    /// What is meant; never `auto`.
    func choice(in context: CommandContext) throws(CommandFailure) -> ProgressChoice {
        if isWithout || quiet { return .none }
        return try progress.decide(context.environment, isTerminal: context.console.isErrorTerminal)
    }
}
