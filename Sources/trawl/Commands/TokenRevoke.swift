import ArgumentParser
import TrawlServer

/// The command `trawl token revoke`.
struct TokenRevoke: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Make a token let nobody in any more, at once.",
        discussion: """
              trawl token revoke tok-1a2b3c4d5e6f
            """
    )

    @Argument(help: ArgumentHelp("The token's id, as trawl token list has it.", valueName: "token"))
    var id: String

    @OptionGroup var place: PlaceOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.useTokens(in: context) { tokens in
            guard let token = try await tokens.revoke(id) else {
                throw CommandFailure(
                    "there is no token \(id.debugDescription); trawl token list has those that there are"
                )
            }
            context.console.complain("\(token.id) of \(EscapeSanitizer.line(token.name)) lets nobody in any more")
            return .success
        }
    }
}
