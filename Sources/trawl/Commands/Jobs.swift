import ArgumentParser
import Foundation
import TrawlDomain
import TrawlServer

/// The command `trawl jobs`.
struct Jobs: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "List the jobs of a server, or of a data directory, newest first.",
        discussion: """
            It may be used while another trawl works in the data directory; where that is a server, it is asked.

              trawl jobs --status FAILED --status PARTIAL
            """
    )

    @Option(help: ArgumentHelp("Only jobs in this state; may be given several times.", valueName: "status"))
    var status: [JobStatusArgument] = []

    @Option(
        help: ArgumentHelp("The most jobs to list (default: 20).", valueName: "n"),
        transform: MeasureArgument.number(1...10_000)
    )
    var limit = 20

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let wanted = status.isEmpty ? nil : Set(status.map(\.status))
            let page = try await place.source.jobs(JobQuery(statuses: wanted, limit: limit))
            try show(page, isAttended: place.source.isAttended, context)
            return .success
        }
    }

    private func show(_ page: Page<Job>, isAttended: Bool, _ context: CommandContext) throws {
        if output.isJSON {
            let list = JobListDocument(jobs: page.items.map { JobDocument($0) }, nextCursor: page.next)
            context.console.printLine(try DocumentCoding.text(of: list))
            return
        }
        guard !page.items.isEmpty else {
            context.console.complain(status.isEmpty ? "there is no job yet" : "no job is in such a state")
            return
        }
        let colour = output.coloursOutput(in: context)
        for line in Self.table(of: page.items, isAttended: isAttended).lines() {
            context.console.printLine(line.drawn(colour: colour))
        }
        if page.next != nil { context.console.complain("there are older jobs; --limit shows more") }
    }

    private static func table(of jobs: [Job], isAttended: Bool) -> TextTable {
        var table = TextTable([
            ("job", .left), ("created (UTC)", .left), ("status", .left), ("ok", .right), ("of", .right),
            ("bytes", .right), ("took", .right), ("name", .left), ("targets", .left),
        ])
        for job in jobs {
            let end = job.settledAt ?? job.finishedAt
            let took = end.flatMap { end in job.startedAt.map { end.timeIntervalSince($0) } }
            table.add([
                .init(job.id.description),
                .init(String(DocumentTime(job.createdAt).text.prefix(19)).replacing("T", with: " ")),
                .init(Wording.status(of: job, isAttended: isAttended), Wording.tone(of: job.status)),
                .init("\(job.counts.succeeded)"),
                .init("\(job.counts.total)"),
                .init(Figures.bytes(job.bytes)),
                .init(took.map { Figures.span(.seconds(max(0, $0))) } ?? "-"),
                .init(DisplayWidth.cut(EscapeSanitizer.line(job.name), to: 30)),
                .init(DisplayWidth.cut(EscapeSanitizer.line(job.targets), to: 40)),
            ])
        }
        return table
    }
}
