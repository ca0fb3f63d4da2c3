import ArgumentParser
import TrawlDomain
import TrawlServer

/// The command `trawl cancel`.
struct Cancel: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel a job, or one node of it, and say how the work on each node ended.",
        discussion: """
            No further node starts, and what runs on the nodes is ended. What was collected until then is kept. In a data \
            directory that no server has, the collect that runs the job is told, as its Ctrl-C would.

              trawl cancel last
              trawl cancel 01KAJ --node web11
            """
    )

    @Argument(help: ArgumentHelp("The job: its id, a beginning that no other has, or last.", valueName: "job"))
    var reference: JobReference

    @Option(help: ArgumentHelp("Cancel this node alone; the job goes on with the others.", valueName: "node"))
    var node: NodeReference?

    @Flag(name: .customLong("no-wait"), help: "Do not wait for what became of the work on the nodes.")
    var isWithoutWait = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var progress: ProgressOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            let source = place.source
            let job = try await reference.job(in: source)
            if let node {
                let name = try await node.node(of: job, in: source).name
                try say(try await source.cancelNode(name, of: job.id), of: job, context)
                return .success
            }
            let cancelled = try await source.cancel(job.id)
            let report = JobReport(source: source, context: context, output: output)
            if isWithoutWait {
                try report.say(Self.sentence(of: cancelled), of: cancelled)
                return .success
            }
            guard !cancelled.isSettled else {
                try await report.show(cancelled, isQuiet: progress.quiet)
                return .success
            }
            let end = try await JobWatch(source: source, context: context, output: output, progress: progress)
                .run(cancelled)
            // What was asked for was done, whatever came of the job.
            return end == .interrupted ? .interrupted : .success
        }
    }

    private func say(_ node: NodeRecord, of job: Job, _ context: CommandContext) throws {
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: NodeDocument(node)))
        } else {
            let outcome = node.verdict.map { ": \(Wording.of($0.outcome))" } ?? ""
            context.console.printLine("\(node.name) of job \(job.id) is \(node.status.rawValue)\(outcome)")
        }
    }

    private static func sentence(of job: Job) -> String {
        let stopped = Figures.count(job.counts.cancelled, "node")
        return job.isSettled
            ? "job \(job.id) is \(job.status.rawValue): \(stopped) cancelled, nothing of it was running"
            : "job \(job.id) is \(job.status.rawValue): \(stopped) cancelled; `trawl show \(job.id)` says how their work ended"
    }
}
