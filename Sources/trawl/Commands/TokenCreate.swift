import ArgumentParser
import TrawlDomain
import TrawlServer

/// The command `trawl token create`.
struct TokenCreate: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token, and show it this once.",
        discussion: """
            Only a hash of it is kept. It may be made while the server runs, and works at once. Elsewhere than on the \
            server's machine TRAWL_URL names the server, and TRAWL_TOKEN must be an admin's.

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

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (value, what) in [(name, "A name"), (project, "A project")]
        where value.isEmpty || value.utf8.count > 100 || EscapeSanitizer.line(value) != value {
            throw ValidationError("\(what) is one line of at most 100 bytes without control characters.")
        }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        let wish = NewTokenDocument(
            name: name,
            role: role.role,
            projectID: project,
            expiresIn: expires.map { $0 / .seconds(1) }
        )
        return try await place.useTokens(in: context) { tokens in
            let made = try await tokens.make(wish)
            if output.isJSON {
                context.console.printLine(try DocumentCoding.text(of: made))
            } else {
                context.console.printLine(made.token ?? "")
                context.console.complain(
                    "\(made.id) lets \(name) in as \(made.role.rawValue) of \(project); it is not shown again"
                )
            }
            return .success
        }
    }
}
