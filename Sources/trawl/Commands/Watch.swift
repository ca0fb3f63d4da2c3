import ArgumentParser
import TrawlDomain

/// The command `trawl watch`.
struct Watch: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show how a job goes, until nothing of it runs any more.",
        discussion: """
            Exit status: that of the job, as collect has it. Ctrl-C looks away and leaves the job running (130). A \
            connection to a server that is lost is made again, and nothing is missed by it.

              trawl watch last
              trawl watch last --progress json --quiet
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var reference: JobReference

    @OptionGroup var place: PlaceOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var progress: ProgressOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let job = try await reference.job(in: place.source)
            return try await JobWatch(source: place.source, context: context, output: output, progress: progress)
                .run(job)
        }
    }
}
