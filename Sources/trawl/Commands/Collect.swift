import ArgumentParser
import Foundation
import SSHClient
import TrawlCollect
import TrawlDomain
import TrawlFleet
import TrawlServer

/// The command `trawl collect`.
struct Collect: HouseCommand {
    static let configuration = CommandConfiguration(
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
        let choice = try progress.choice(in: context)
        let nodes = try FleetReader(context: context).resolver(targets, overrides: connection.choices)
            .resolve(targets.targets)
        let plan = try PlanReader(context: context).plan(work)
        if dryRun {
            try DryRun(nodes: nodes, plan: plan).show(on: context.console, asJSON: output.isJSON)
            return .success
        }
        let failedFile = try writeFailed.map { path throws(CommandFailure) in
            try FailedNodesFile(path: context.environment.absolute(path), before: nodes)
        }
        let directory = try dataDirectory.directory(in: context.environment)
        let secrets = try secrets(for: nodes, in: context)
        OpenFileLimit.raise()
        MemorySettings.keepHeap()
        let workshop = try await context.openWorkshop(
            WorkshopRequest(
                dataDirectory: directory,
                command: "collect",
                secrets: secrets,
                settings: CollectSettings(grace: run.grace, lease: run.lease, timeouts: connection.timeouts)
            )
        )
        let outcome: JobSession.Outcome
        do {
            let job = try newJob(nodes, plan)
            try await workshop.check(job.nodes, job.plan)
            let signals = await context.signals(choice == .tty)
            outcome = try await session(in: workshop, choice, context).run(job, signals: signals)
        } catch {
            await workshop.close()
            throw error
        }
        try show(outcome, directory, context)
        try failedFile?.write(outcome.nodes)
        if !outcome.wasHungUp { await workshop.close() }
        return outcome.wasInterrupted ? .interrupted : CommandStatus(of: outcome.job.status)
    }

    private func newJob(_ nodes: [NodeTarget], _ plan: Plan) throws -> NewJob {
        let all = targets.targets.isEmpty ? FoldedNames.of(nodes.map(\.name)) : targets.targets.joined(separator: ",")
        return NewJob(
            name: run.name ?? work.title(of: plan),
            projectID: "default",
            profile: plan.name,
            targets: all,
            options: run.jobOptions(nodes: nodes.count),
            plan: try plan.json(),
            nodes: nodes
        )
    }

    private func session(
        in workshop: Workshop,
        _ choice: ProgressChoice,
        _ context: CommandContext
    ) -> JobSession {
        let console = context.console
        let modes = console.isInputTerminal ? TerminalModes(descriptor: console.inputDescriptor) : nil
        let reporter: any ProgressReporter =
            switch choice {
            case .tty, .auto: LiveTerminal(console: console, modes: modes, colour: output.coloursErrors(in: context))
            case .plain: PlainReporter(console: console)
            case .json: JSONReporter(console: console, store: workshop.store)
            case .none: SilentReporter(console: console)
            }
        return JobSession(
            workshop: workshop,
            reporter: reporter,
            caller: Caller(
                kind: .operator,
                id: context.environment.userName,
                projectID: "default",
                correlationID: "req-\(UUID().uuidString.lowercased())"
            ),
            leave: context.leave
        )
    }

    private func secrets(for nodes: [NodeTarget], in context: CommandContext) throws -> CollectSecrets {
        var password: Secret?
        if connection.askPassword {
            guard let typed = try context.askSecret("Password for the nodes: "), !typed.isEmpty else {
                throw CommandFailure("there was no password: --ask-password needs a terminal", status: .usage)
            }
            password = typed
        }
        let settings = try Set(nodes.map(\.connection)).sorted().map { try ConnectionSettings(decoding: $0) }
        let byCustom = Set(FleetReader(context: context).account.identityFiles)
        let collector = CredentialCollector(
            ask: context.askSecret,
            hasAgent: settings.contains(where: \.usesAgent),
            warn: { context.console.complain("\($0); going on without it") }
        )
        let named = Set(connection.identities.map(context.environment.absolute))
        let identities = settings.flatMap(\.identityFiles).map { path in
            CredentialCollector.Identity(path: path, isNamed: named.contains(path) || !byCustom.contains(path))
        }
        return CollectSecrets(password: password, keys: try collector.keys(of: identities))
    }

    private func show(_ outcome: JobSession.Outcome, _ directory: String, _ context: CommandContext) throws {
        if output.isJSON {
            context.console.printLine(try DocumentCoding.text(of: JobDocument(outcome.job)))
            return
        }
        guard !progress.quiet else { return }
        let summary = Summary(
            job: outcome.job,
            nodes: outcome.nodes,
            path: JobFiles(dataDirectory: directory).folder(of: outcome.job.id)
        )
        for line in Summary.render(summary, colour: output.coloursOutput(in: context)) {
            context.console.printLine(line)
        }
    }
}
