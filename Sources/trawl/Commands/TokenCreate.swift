import ArgumentParser
import Foundation
import TrawlDomain
import TrawlServer

/// The command `trawl token create`.
struct TokenCreate: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token, and show it this once.",
        discussion: """
            Only a hash of it is kept. It may be made while the server runs, and works at once.

              trawl token create alice --role operator
              trawl token create dashboard --role viewer --project web --expires 90d
            """
    )

    @Argument(help: ArgumentHelp("Whom the audit trail is to name.", valueName: "name"))
    var name: String

    @Option(help: "viewer reads; operator runs server-side profiles, cancels and retries; admin does everything.")
    var role: RoleArgument = .operator

    @Option(help: ArgumentHelp("The project whose jobs it sees.", valueName: "project"))
    var project = "default"

    @Option(
        help: ArgumentHelp("When it ceases to let anyone in, from now: 12h, 90d (default: never).", valueName: "time"),
        transform: MeasureArgument.duration
    )
    var expires: Duration?

    @OptionGroup var dataDirectory: DataDirectoryOption
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (value, what) in [(name, "A name"), (project, "A project")]
        where value.isEmpty || value.utf8.count > 100 || EscapeSanitizer.line(value) != value {
            throw ValidationError("\(what) is one line of at most 100 bytes without control characters.")
        }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        let tokens = try context.openTokens(try dataDirectory.ownDirectory(in: context.environment))
        let now = Date()
        var random = SystemRandomNumberGenerator()
        let secret = TokenSecret(using: &random)
        let token = try NewToken(
            name: name,
            role: role.role,
            projectID: project,
            expiresAt: expires.map { now.addingTimeInterval($0 / .seconds(1)) }
        ).token(of: secret, at: now)
        try await tokens.addToken(token)
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: TokenDocument(token, secret: secret.text)))
        } else {
            context.console.printLine(secret.text)
            context.console.complain(
                "\(token.id) lets \(name) in as \(token.role.rawValue) of \(project); it is not shown again"
            )
        }
        return .success
    }
}
