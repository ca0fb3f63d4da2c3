import ArgumentParser
import TrawlDomain

/// The command `trawl rm`.
struct Remove: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Delete jobs that are over, with all that they collected.",
        discussion: """
            It asks before it does on a terminal, and wants --yes elsewhere. The audit events stay.

              trawl rm 01KAJ
              trawl rm last --yes
            """
    )

    @Argument(help: ArgumentHelp("Jobs: their ids, beginnings that no other has, or last.", valueName: "job"))
    var references: [JobReference]

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var place: PlaceOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            var jobs: [Job] = []
            for reference in references {
                let job = try await reference.job(in: place.source)
                if !jobs.contains(where: { $0.id == job.id }) { jobs.append(job) }
            }
            return try await Deletion(jobs: jobs, source: place.source, context: context).run(isAgreed: yes)
        }
    }
}
