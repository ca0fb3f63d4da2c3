import ArgumentParser
import TrawlDomain
import TrawlServer

/// The command `trawl run`.
struct RunCommand: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a job that was submitted before.",
        discussion: """
            A server runs it by itself. In a data directory that no server has, this process runs it, as collect does: \
            it shows how the job goes, Ctrl-C cancels, and the exit status is the job's.

              trawl run last
              trawl run last && trawl watch last
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var reference: JobReference

    @OptionGroup var attend: AttendOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await attend.place.use(in: context) { place in
            let job = try await reference.job(in: place.source)
            switch place {
            case .server(let jobs):
                let running = try await jobs.run(job.id)
                try JobReport(source: jobs, context: context, output: attend.output)
                    .say("job \(job.id) is running; `trawl watch \(job.id)` shows it", of: running)
                return .success
            case .directory(let jobs):
                guard job.status == .pending else {
                    throw CommandFailure(
                        job.status.isFinal
                            ? "job \(job.id) is \(job.status.rawValue), and a job that is over is not run again: retry it"
                            : "job \(job.id) is \(job.status.rawValue) already"
                    )
                }
                return try await attend.run(in: jobs, as: "run \(job.id)").run(
                    nodes: try await jobs.nodes(of: job.id).map(\.target),
                    plan: job.plan
                ) { _, _ in job }
            }
        }
    }
}
