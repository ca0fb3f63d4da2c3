import ArgumentParser

/// The command `trawl token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Let others in to the server, and shut them out again.",
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self]
    )
}
