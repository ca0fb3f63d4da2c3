import ArgumentParser
import TrawlCollect
import TrawlDomain
import TrawlEngine
import TrawlFleet

/// The command `trawl collect`.
struct Collect: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Run a job in this process: collect from nodes, and show how it goes.",
        discussion: """
            The first Ctrl-C cancels the job and waits until it is known how the work on each node ended; the second \
            hangs up at once. Enter, s or SIGUSR1 says what runs.

            Exit status: 0 SUCCEEDED, 3 PARTIAL, 4 FAILED, 130 interrupted whatever the result, 64 wrong usage, 78 a \
            file that cannot be used as it is, 1 anything else.

              trawl collect 'web[01-40]' --profile linux
              trawl collect @db,@web --inventory fleet.yaml --command 'uptime' --json
              trawl collect --hosts-file hosts.txt --command 'journalctl -n 1000' --write-failed again.txt
            """
    )

    @OptionGroup var targets: TargetOptions
    @OptionGroup(title: "What to do") var work: WorkOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "How to run") var run: RunOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var progress: ProgressOptions
    @OptionGroup var dataDirectory: DataDirectoryOption
    @OptionGroup var confirmation: ConfirmOptions

    @Flag(help: "Show the nodes and the steps; run and store nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Write the nodes that did not succeed to this file, as a node set that --hosts-file takes.",
            valueName: "file"
        ),
        completion: .file()
    )
    var writeFailed: String?

    func validate() throws {
        guard work.profile != nil || !work.commands.isEmpty else {
            throw ValidationError("Say what to do: give --profile or --command.")
        }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        _ = try progress.choice(in: context)
        let nodes = try FleetReader(context: context).resolver(targets, connection)
            .resolve(targets.targets)
        let plan = try PlanReader(context: context).plan(work)
        if dryRun {
            try DryRun(nodes: nodes, plan: plan).show(on: context.console, asJSON: output.isJSON)
            return .success
        }
        try confirmation.confirm(nodes.count, in: context)
        let failedFile = try writeFailed.map { path throws(CommandFailure) in
            try FailedNodesFile(path: context.environment.absolute(path), before: nodes)
        }
        let job = NewJob(
            name: run.name ?? work.title(of: plan),
            projectID: "default",
            profile: plan.name,
            targets: targets.text(naming: nodes),
            options: run.jobOptions(nodes: nodes.count),
            plan: try plan.json(),
            nodes: nodes
        )
        return try await AttendedRun(
            context: context,
            directory: try dataDirectory.directory(in: context.environment),
            command: "collect",
            output: output,
            progress: progress,
            signIn: AttendedRun.SignIn(askPassword: connection.askPassword, identities: connection.identities),
            settings: CollectSettings(grace: run.grace, lease: run.lease, timeouts: connection.timeouts)
        ).run(
            nodes: nodes,
            plan: job.plan,
            begin: { workshop, caller in try await workshop.manager.submit(job, by: caller) },
            ended: { try failedFile?.write($0.nodes) }
        )
    }
}
