import ArgumentParser
import Foundation
import TrawlDomain
import TrawlServer

/// The command `trawl token list`.
struct TokenList: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the tokens: whom they let in, as what, until when, and when they were used last.",
        discussion: """
              trawl token list
              trawl token list --all --json
            """
    )

    @Flag(help: "Also those that are revoked or expired.")
    var all = false

    @OptionGroup var dataDirectory: DataDirectoryOption
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let tokens = try context.openTokens(try dataDirectory.ownDirectory(in: context.environment))
        let now = Date()
        let listed = try await tokens.tokens(of: nil).filter { all || $0.isValid(at: now) }
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: ["tokens": listed.map { TokenDocument($0) }]))
            return .success
        }
        guard !listed.isEmpty else {
            context.console.complain("there is no token; trawl token create makes one")
            return .success
        }
        var table = TextTable([
            ("token", .left), ("name", .left), ("role", .left), ("project", .left), ("expires (UTC)", .left),
            ("last used (UTC)", .left),
        ])
        for token in listed {
            table.add([
                .init(token.id), .init(EscapeSanitizer.line(token.name)), .init(token.role.rawValue),
                .init(EscapeSanitizer.line(token.projectID)), .init(Self.expiry(of: token, at: now)),
                .init(token.lastUsedAt.map(Self.minute) ?? "-"),
            ])
        }
        let colour = output.coloursOutput(in: context)
        for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
        return .success
    }

    private static func expiry(of token: AccessToken, at now: Date) -> String {
        if token.revokedAt != nil { return "revoked" }
        return token.expiresAt.map { $0 <= now ? "expired" : minute($0) } ?? "never"
    }

    private static func minute(_ date: Date) -> String {
        String(DocumentTime(date).text.prefix(16)).replacing("T", with: " ")
    }
}
