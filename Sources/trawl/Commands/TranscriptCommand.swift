import ArgumentParser
import NIOCore
import TrawlDomain

/// The command `trawl transcript`.
struct TranscriptCommand: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcript",
        abstract: "Show what a node answered in a job.",
        discussion: """
            On a terminal, what could do something to it is taken out of the node's output; --raw leaves it in. \
            Elsewhere the output is what the node sent.

              trawl transcript last web11
              trawl transcript last web11 --follow
              trawl transcript last web11 --cast > web11.cast; asciinema play web11.cast
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var job: JobReference

    @Argument(help: ArgumentHelp("The node's name.", valueName: "node"))
    var node: NodeReference

    @Flag(help: "Go on while the transcript grows, until the node is final.")
    var follow = false

    @Flag(help: "The asciicast itself, for asciinema.")
    var cast = false

    @Flag(help: "Leave escape sequences in, on a terminal too.")
    var raw = false

    @OptionGroup var place: PlaceOptions

    @Option(name: .customLong("color"), help: "Whether the node's colours stay, on a terminal.")
    var colour = ColourChoice.auto

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let source = place.source
            let job = try await job.job(in: source)
            let node = try await node.node(of: job, in: source)
            guard follow || node.attempt > 0 else {
                throw CommandFailure("\(node.name) has no transcript in job \(job.id): it is \(node.status.rawValue)")
            }
            try await show(node, of: job.id, source, context)
            return .success
        }
    }

    private func show(
        _ node: NodeRecord,
        of job: JobID,
        _ source: any JobSource,
        _ context: CommandContext
    ) async throws {
        let console = context.console
        let form: TranscriptForm = cast ? .cast : .text
        guard form == .text, console.isOutputTerminal, !raw else {
            return try await source.transcript(of: node, in: job, as: form, follows: follow) { bytes in
                bytes.withUnsafeReadableBytes { console.outputBytes($0) }
            }
        }
        var sanitizer = EscapeSanitizer(keepsColours: colour.decide(context.environment, isTerminal: true))
        try await source.transcript(of: node, in: job, as: form, follows: follow) { bytes in
            console.output(sanitizer.sanitize(bytes.readableBytesView))
        }
        console.output(sanitizer.finish())
    }
}
