import Foundation
import SSHClient
import TrawlCollect
import TrawlDomain
import TrawlEngine
import TrawlFleet
import TrawlServer

/// One job that this process runs itself, from the questions for its secrets to its summary.
struct AttendedRun {
    /// Who signs in, as the command line says.
    struct SignIn {
        var askPassword = false
        /// Key files that were named in the command; as they were given.
        var identities: [String] = []
    }

    /// Stores the job, or finds it; the store is the process's own by then.
    typealias Beginning = (Workshop, Caller) async throws -> Job

    let context: CommandContext
    let directory: String
    /// What whoever finds the data directory locked is told of this process.
    let command: String
    let output: OutputOptions
    let progress: ProgressOptions
    var signIn = SignIn()
    var settings = CollectSettings()

    /// Runs it, shows how it goes and what came of it.
    ///
    /// - Parameters:
    ///   - nodes: The job's nodes, whose keys are loaded.
    ///   - plan: What is done on them, as the store keeps it.
    ///   - begin: Gives the PENDING job.
    ///   - ended: Is told what came of it, before anything is given up.
    /// - Returns: the status that the process ends with.
    /// - Throws: ``CommandFailure``, `StoreError` and `CollectFault` where it cannot be run; what the closures throw.
    func run(
        nodes: [NodeTarget],
        plan: String,
        begin: Beginning,
        ended: (JobSession.Outcome) throws -> Void = { _ in }
    ) async throws -> CommandStatus {
        let choice = try progress.choice(in: context)
        let secrets = try secrets(for: nodes)
        OpenFileLimit.raise()
        let workshop = try await context.openWorkshop(
            WorkshopRequest(dataDirectory: directory, command: command, secrets: secrets, settings: settings)
        )
        let outcome: JobSession.Outcome
        do {
            try await workshop.check(nodes, plan)
            let signals = await context.signals(choice == .tty)
            let session = session(in: workshop, choice)
            outcome = try await session.run(try await begin(workshop, session.caller), signals: signals)
        } catch {
            await workshop.close()
            throw error
        }
        try show(outcome)
        try ended(outcome)
        if !outcome.wasHungUp { await workshop.close() }
        return outcome.wasInterrupted ? .interrupted : CommandStatus(of: outcome.job.status)
    }

    private func session(in workshop: Workshop, _ choice: ProgressChoice) -> JobSession {
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
            caller: LocalJobs(directory: directory, context: context).caller,
            leave: context.leave
        )
    }

    private func secrets(for nodes: [NodeTarget]) throws -> CollectSecrets {
        var password: Secret?
        if signIn.askPassword {
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
        let named = Set(signIn.identities.map(context.environment.absolute))
        let everywhere = settings + settings.flatMap { $0.jump ?? [] }.map(\.settings)
        let identities = everywhere.flatMap(\.identityFiles).map { path in
            CredentialCollector.Identity(path: path, isNamed: named.contains(path) || !byCustom.contains(path))
        }
        return CollectSecrets(password: password, keys: try collector.keys(of: identities))
    }

    private func show(_ outcome: JobSession.Outcome) throws {
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
