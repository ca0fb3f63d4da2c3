import ArgumentParser
import Foundation
import TrawlCollect
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

    @OptionGroup var dataDirectory: DataDirectoryOption

    @Option(name: .customLong("color"), help: "Whether the node's colours stay, on a terminal.")
    var colour = ColourChoice.auto

    func run(in context: CommandContext) async throws -> CommandStatus {
        let directory = try dataDirectory.directory(in: context.environment)
        let store = try context.openArchive(directory)
        let job = try await job.job(in: store)
        let node = try await node.node(of: job, in: store)
        let path = JobFiles(dataDirectory: directory).transcript(of: node.name, in: job.id)
        guard follow || FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(node.name) has no transcript in job \(job.id): it is \(node.status.rawValue)")
        }
        let follower = TranscriptFollower(path: path, follows: follow) {
            let now = try await store.node(node.name, of: job.id)
            return now?.status.isFinal ?? true
        }
        if cast {
            try await follower.bytes { context.console.outputBytes($0) }
        } else {
            try await showText(follower, context)
        }
        return .success
    }

    private func showText(_ follower: TranscriptFollower, _ context: CommandContext) async throws {
        let console = context.console
        var text = TranscriptText()
        guard console.isOutputTerminal, !raw else {
            return try await follower.events { console.output(text.text(of: $0)) }
        }
        let isColoured = colour.decide(context.environment, isTerminal: true)
        var sanitizer = EscapeSanitizer(keepsColours: isColoured)
        try await follower.events { console.output(sanitizer.sanitize(text.text(of: $0).utf8)) }
        console.output(sanitizer.finish())
    }
}
