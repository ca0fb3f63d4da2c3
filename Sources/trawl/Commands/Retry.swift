import ArgumentParser
import TrawlDomain
import TrawlEngine
import TrawlServer

/// The command `trawl retry`.
struct Retry: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Run a new job over the nodes of a job that did not succeed.",
        discussion: """
            A server runs it by itself. In a data directory that no server has, this process runs it, as collect does.

              trawl retry last
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
                let new = try await jobs.retry(job.id, key: SubmissionWord().text)
                try JobReport(source: jobs, context: context, output: attend.output).say(
                    "job \(new.id) tries \(Figures.count(new.counts.total, "node")) of \(job.id) again; "
                        + "`trawl watch \(new.id)` shows it",
                    of: new
                )
                return .success
            case .directory(let jobs):
                let new = try await again(job, in: jobs)
                return try await attend.run(in: jobs, as: "retry").run(nodes: new.nodes, plan: new.plan) {
                    workshop,
                    caller in
                    try await workshop.manager.submit(new, by: caller)
                }
            }
        }
    }

    /// The job over what is left of another.
    private func again(_ job: Job, in jobs: LocalJobs) async throws -> NewJob {
        guard job.status.isFinal else {
            throw CommandFailure("job \(job.id) is \(job.status.rawValue): only a job that is over is retried")
        }
        let left = try await jobs.nodes(of: job.id).filter { $0.status != .succeeded }
        guard !left.isEmpty else {
            throw CommandFailure("every node of job \(job.id) SUCCEEDED, so nothing is left to retry")
        }
        return NewJob(
            name: job.name,
            projectID: job.projectID,
            profile: job.profile,
            targets: left.count == job.counts.total ? job.targets : FoldedNames.of(left.map(\.name)),
            options: job.options,
            plan: job.plan,
            nodes: left.map(\.target),
            retryOf: job.id
        )
    }
}
