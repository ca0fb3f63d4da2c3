import ArgumentParser
import Foundation
import NIOCore
import TrawlDomain
import TrawlServer

/// The command `trawl search`.
struct Search: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find a text in what all nodes of a job answered: node, line, and the line itself.",
        discussion: """
            Exit status 1 where it is nowhere, as grep's.

              trawl search last 'out of memory' -i
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var reference: JobReference

    @Argument(help: ArgumentHelp("The text to look for, in one line.", valueName: "text"))
    var pattern: String

    @Flag(name: [.customShort("i"), .long], help: "Take capital and small letters for the same.")
    var ignoreCase = false

    @Option(
        help: ArgumentHelp("The most lines (default: 1000).", valueName: "n"),
        transform: MeasureArgument.number(1...10_000)
    )
    var limit = 1000

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !pattern.isEmpty, pattern.unicodeScalars.count <= 256, !pattern.utf8.contains(0x0A) else {
            throw ValidationError("Look for a text of one line, of 1 to 256 characters.")
        }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let job = try await reference.job(in: place.source)
            var lines = LineBuffer()
            var found = 0
            let wish = SearchWish(pattern: pattern, ignoresCase: ignoreCase, limit: limit)
            try await place.source.search(wish, in: job.id) { piece in
                for text in lines.take(piece.readableBytesView) {
                    let line = try DocumentCoding.document(FoundLine.self, from: Data(text.utf8))
                    if line.end == nil { found += 1 }
                    if output.isJSON { context.console.printLine(text) } else { tell(line, context) }
                }
            }
            return found > 0 ? .success : .other
        }
    }

    private func tell(_ line: FoundLine, _ context: CommandContext) {
        if line.end == true {
            if line.capped == true {
                context.console.complain("there may be more; --limit shows up to 10000 lines")
            }
            if let unreadable = line.unreadable {
                context.console.complain("cannot be read: \(unreadable.joined(separator: ", "))")
            }
            return
        }
        var shown = StyledLine("\(line.node ?? "")", .strong)
        shown.append(":\(line.line ?? 0): ", .faint)
        shown.append(EscapeSanitizer.line(line.text ?? ""))
        context.console.printLine(shown.drawn(colour: output.coloursOutput(in: context)))
    }
}
