import ArgumentParser
import Foundation
import TrawlDomain

/// The command `trawl prune`.
struct Prune: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Delete old jobs that are over, with all that they collected.",
        discussion: """
            A job goes where every bound that was given lets it go; jobs that are not over always stay.

              trawl prune --older-than 30d
              trawl prune --keep 100 --yes
              trawl prune --older-than 7d --status SUCCEEDED --dry-run
            """
    )

    @Option(
        help: ArgumentHelp("Only jobs that ended longer ago than this: 12h, 30d.", valueName: "time"),
        transform: MeasureArgument.duration
    )
    var olderThan: Duration?

    @Option(
        help: ArgumentHelp("Keep this many of the newest jobs, whatever their age.", valueName: "n"),
        transform: MeasureArgument.number(0...1_000_000)
    )
    var keep: Int?

    @Option(help: ArgumentHelp("Only jobs in this state; may be given several times.", valueName: "status"))
    var status: [JobStatusArgument] = []

    @Flag(help: "Show the jobs that would go, and delete none.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var place: PlaceOptions

    func validate() throws {
        if olderThan == nil, keep == nil { throw ValidationError("Say what may go: give --older-than or --keep.") }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let jobs = try await doomed(in: place.source)
            guard !jobs.isEmpty else {
                context.console.complain("no job is to go")
                return .success
            }
            guard !dryRun else {
                for job in jobs {
                    context.console.printLine("\(job.id)  \(job.status.rawValue)  \(EscapeSanitizer.line(job.name))")
                }
                return .success
            }
            return try await Deletion(jobs: jobs, source: place.source, context: context).run(isAgreed: yes)
        }
    }

    private func doomed(in source: any JobSource) async throws -> [Job] {
        let statuses = status.isEmpty ? nil : Set(status.map(\.status))
        let limit = olderThan.map { Date().addingTimeInterval(-($0 / .seconds(1))) }
        // Counted over all jobs: a state that is not asked for is no reason to keep more of the others.
        return try await source.jobs(JobQuery(limit: 1_000_000)).items.dropFirst(keep ?? 0).filter { job in
            guard job.status.isFinal, let settled = job.settledAt, statuses?.contains(job.status) ?? true else {
                return false
            }
            return limit.map { settled < $0 } ?? true
        }
    }
}
