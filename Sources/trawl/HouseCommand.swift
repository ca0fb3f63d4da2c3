import ArgumentParser

/// A command of trawl: everything it needs comes by ``CommandContext``, and its answer is an exit status.
protocol HouseCommand: AsyncParsableCommand {
    func run(in context: CommandContext) async throws -> CommandStatus
}

extension HouseCommand {
    func run() async throws {
        let status = try await run(in: .ofProcess())
        if status != .success { throw ExitCode(status.rawValue) }
    }
}
