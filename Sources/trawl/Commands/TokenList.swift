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

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.useTokens(in: context) { tokens in
            let listed = try await tokens.list(all: all)
            if output.isJSON {
                context.console.printLine(try DocumentCoding.text(of: TokenListDocument(tokens: listed)))
            } else {
                show(listed, in: context)
            }
            return .success
        }
    }

    private func show(_ listed: [TokenDocument], in context: CommandContext) {
        guard !listed.isEmpty else {
            return context.console.complain("there is no token; trawl token create makes one")
        }
        var table = TextTable([
            ("token", .left), ("name", .left), ("role", .left), ("project", .left), ("expires (UTC)", .left),
            ("last used (UTC)", .left),
        ])
        let now = Date()
        for token in listed {
            table.add([
                .init(token.id), .init(EscapeSanitizer.line(token.name)), .init(token.role.rawValue),
                .init(EscapeSanitizer.line(token.projectID)), .init(Self.expiry(of: token, at: now)),
                .init(token.lastUsedAt.map(Self.minute) ?? "-"),
            ])
        }
        let colour = output.coloursOutput(in: context)
        for line in table.lines() { context.console.printLine(line.drawn(colour: colour)) }
    }

    private static func expiry(of token: TokenDocument, at now: Date) -> String {
        if token.revokedAt != nil { return "revoked" }
        return token.expiresAt.map { $0.date <= now ? "expired" : minute($0) } ?? "never"
    }

    private static func minute(_ moment: DocumentTime) -> String {
        String(moment.text.prefix(16)).replacing("T", with: " ")
    }
}
