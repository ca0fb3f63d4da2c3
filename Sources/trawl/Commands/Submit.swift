import ArgumentParser
import TrawlCollect
import TrawlDomain
import TrawlFleet
import TrawlServer

/// The command `trawl submit`.
struct Submit: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Store a job, and have the server run it with --start.",
        discussion: """
            A server knows its own nodes and profiles: --inventory and how to sign in are for a data directory that no \
            server has. There the job waits for `trawl run`.

              trawl submit @web --profile linux --start
              trawl submit 'web[01-40]' --profile linux --name 'web logs' && trawl run last
              trawl submit @web --profile linux --start --idempotency-key nightly-$(date -I)
            """
    )

    @OptionGroup var targets: TargetOptions
    @OptionGroup(title: "What to do") var work: WorkOptions
    @OptionGroup(title: "How to run") var how: SubmitOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup var place: PlaceOptions
    @OptionGroup var confirmation: ConfirmOptions

    @Flag(help: "Run it at once.")
    var start = false

    @Flag(help: "Show the nodes and the steps; store nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Say nothing where it went well.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Your word for this job: asked for under it again, within a day, it is the same job and no second one.",
            valueName: "key"
        )
    )
    var idempotencyKey: SubmissionWord?

    func validate() throws {
        guard work.profile != nil || !work.commands.isEmpty else {
            throw ValidationError("Say what to do: give --profile or --command.")
        }
    }

    func run(in context: CommandContext) async throws -> CommandStatus {
        try await place.use(in: context) { place in
            if dryRun {
                try await plan(at: place, context).show(on: context.console, asJSON: output.isJSON)
                return .success
            }
            let job =
                switch place {
                case .server(let jobs):
                    // One of its own where none is given: an answer that is lost makes no second job.
                    try await jobs.submit(try request(context), key: (idempotencyKey ?? SubmissionWord()).text)
                case .directory(let jobs): try await store(in: jobs, context)
                }
            if quiet, !output.isJSON { return .success }
            let next = start ? "`trawl watch \(job.id)` shows it" : "`trawl run \(job.id)` runs it"
            try JobReport(source: place.source, context: context, output: output)
                .say(
                    "job \(job.id) is \(job.status.rawValue): \(Figures.count(job.counts.total, "node")); \(next)",
                    of: job
                )
            return .success
        }
    }

    /// What would be run.
    private func plan(at place: JobPlace, _ context: CommandContext) async throws -> DryRun {
        switch place {
        case .server(let jobs): try await jobs.dryRun(of: try request(context))
        case .directory:
            try DryRun(
                nodes: FleetReader(context: context).resolver(targets, connection)
                    .resolve(targets.targets),
                plan: PlanReader(context: context).plan(work)
            )
        }
    }

    /// What is asked of a server.
    private func request(_ context: CommandContext) throws -> NewJobDocument {
        if let local = localOption {
            throw CommandFailure("\(local) is for a data directory: a server knows its own nodes", status: .usage)
        }
        var wanted = targets.targets
        if targets.hostsFile != nil {
            wanted += try FleetReader(context: context).resolver(targets).resolve([]).map(\.name.description)
        }
        guard !wanted.isEmpty else { throw CommandFailure("name the nodes: web[01-40], @web, or all", status: .usage) }
        return NewJobDocument(
            targets: wanted,
            profile: work.profile,
            commands: work.commands.isEmpty ? nil : work.commands,
            parameters: work.settings.isEmpty ? nil : work.parameters,
            name: how.name,
            start: start,
            options: how.document
        )
    }

    private var localOption: String? {
        if targets.inventory != nil { return "--inventory" }
        let options: [(String, Bool)] = [
            ("--user", connection.user != nil), ("--port", connection.port != nil),
            ("--identity", !connection.identities.isEmpty), ("--known-hosts", !connection.knownHosts.isEmpty),
            ("--host-key", connection.hostKeyPolicy != nil), ("--ask-password", connection.askPassword),
            ("--connect-timeout", connection.connectTimeout != nil), ("--jump", connection.jump != nil),
            ("--ssh-config", connection.sshConfig != nil),
        ]
        return options.first { $0.1 }?.0
    }

    private func store(in jobs: LocalJobs, _ context: CommandContext) async throws -> Job {
        if start {
            throw CommandFailure(
                "no server works in \(jobs.directory) that would run it: begin one with `trawl serve`, or use `trawl collect`",
                status: .usage
            )
        }
        if connection.askPassword {
            throw CommandFailure(
                "a password is not stored with a job: give --ask-password to `trawl run`",
                status: .usage
            )
        }
        let key = try submissionKey()
        if let key, let known = try await jobs.submission(under: key) { return known }
        let nodes = try FleetReader(context: context).resolver(targets, connection)
            .resolve(targets.targets)
        try confirmation.confirm(nodes.count, in: context)
        let plan = try PlanReader(context: context).plan(work)
        return try await jobs.submit(
            NewJob(
                name: how.name ?? work.title(of: plan),
                projectID: "default",
                profile: plan.name,
                targets: targets.text(naming: nodes),
                options: how.document.jobOptions(
                    standardConcurrency: JobOptions().concurrency,
                    nodes: nodes.count
                ),
                plan: try plan.json(),
                nodes: nodes,
                // Of a process's own custody it would be taken for cut off by whoever looks next.
                custody: .service,
                startsAtOnce: false
            ),
            key: key
        )
    }

    /// The key with what was asked for, as it was said; nil where none was given.
    private func submissionKey() throws -> SubmissionKey? {
        let asked = NewJobDocument(
            targets: targets.targets + [targets.hostsFile, targets.inventory].compactMap(\.self),
            profile: work.profile,
            commands: work.commands,
            parameters: work.parameters,
            name: how.name,
            options: how.document
        )
        return try idempotencyKey.map { SubmissionKey(text: $0.text, fingerprint: try DocumentCoding.text(of: asked)) }
    }
}
