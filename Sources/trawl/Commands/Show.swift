import ArgumentParser
import TrawlDomain
import TrawlServer

/// The command `trawl show`.
struct Show: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a job: how it stands, its nodes, its failures and its verdicts.",
        discussion: """
            It may be used while another trawl works in the data directory; where that is a server, it is asked.

              trawl show last
              trawl show 01KAJ --json
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var reference: JobReference

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            try await show(place.source, context)
            return .success
        }
    }

    private func show(_ source: any JobSource, _ context: CommandContext) async throws {
        let job = try await reference.job(in: source)
        let nodes = try await source.nodes(of: job.id)
        if output.isJSON {
            let detail = JobDetailDocument(
                job: JobDocument(job),
                nodes: nodes.map(NodeDocument.init),
                audit: try await source.audit(of: job.id).map(AuditDocument.init)
            )
            context.console.printLine(try DocumentCoding.text(of: detail))
            return
        }
        let colour = output.coloursOutput(in: context)
        for line in Self.facts(of: job) + NodeTable.lines(nodes) {
            context.console.printLine(line.drawn(colour: colour))
        }
        context.console.printLine("")
        if job.status == .running, !source.isAttended {
            context.console.complain(
                "no process runs this job any more; the next trawl that runs jobs there sees to it"
            )
        }
        let summary = Summary(job: job, nodes: nodes, path: source.folder(of: job.id))
        for line in Summary.render(summary, colour: colour) { context.console.printLine(line) }
    }

    private static func facts(of job: Job) -> [StyledLine] {
        var facts: [(String, String)] = [
            ("name", EscapeSanitizer.line(job.name)),
            ("targets", EscapeSanitizer.line(job.targets)),
            ("profile", EscapeSanitizer.line(job.profile)),
            ("owner", EscapeSanitizer.line(job.owner)),
            ("created", DocumentTime(job.createdAt).text),
        ]
        if let started = job.startedAt { facts.append(("started", DocumentTime(started).text)) }
        if let finished = job.finishedAt { facts.append(("finished", DocumentTime(finished).text)) }
        if let settled = job.settledAt { facts.append(("settled", DocumentTime(settled).text)) }
        return facts.map { name, value in
            var line = StyledLine(DisplayWidth.padded(name, to: 10), .faint)
            line.append(value)
            return line
        } + [StyledLine()]
    }
}
