import ArgumentParser
import Foundation
import TrawlDomain
import TrawlServer

/// The command `trawl jobs`.
struct Jobs: HouseCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the jobs of a data directory, newest first.",
        discussion: """
            It may be used while another trawl works in the data directory.

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

    @OptionGroup var dataDirectory: DataDirectoryOption
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let directory = try dataDirectory.directory(in: context.environment)
        let wanted = status.isEmpty ? nil : Set(status.map(\.status))
        // A data directory that no job has made yet is an empty one, for scripts too.
        let found =
            context.hasJobs(directory)
            ? try await context.openArchive(directory).jobs(JobQuery(statuses: wanted, limit: limit + 1)) : []
        let jobs = Array(found.prefix(limit))
        if output.isJSON {
            let next = found.count > limit ? jobs.last?.id.description : nil
            let list = JobListDocument(jobs: jobs.map { JobDocument($0) }, nextCursor: next)
            context.console.printLine(try DocumentCoding.text(of: list))
            return .success
        }
        guard !jobs.isEmpty else {
            context.console.complain(wanted == nil ? "there is no job yet" : "no job is in such a state")
            return .success
        }
        let colour = output.coloursOutput(in: context)
        let isAttended = context.isAttended(directory)
        for line in Self.table(of: jobs, isAttended: isAttended).lines() {
            context.console.printLine(line.drawn(colour: colour))
        }
        if found.count > limit { context.console.complain("there are older jobs; --limit shows more") }
        return .success
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
