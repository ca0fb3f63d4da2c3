import ArgumentParser
import Foundation
import Logging
import TrawlServer

/// The command `trawl serve`.
struct Serve: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve jobs to others: the REST API, until SIGTERM or Ctrl-C.",
        discussion: """
            The first start on this machine alone makes a token for you and leaves it, with the address, where the other \
            commands find it (local-server.json in the data directory). Jobs that run when the server is told to end go \
            on after its next start.

              trawl serve --inventory fleet.yaml
              trawl serve --config /etc/trawl/trawl.yaml --set run.concurrency=200
            """
    )

    @OptionGroup var options: ServerOptions

    func run(in context: CommandContext) async throws -> CommandStatus {
        let environment = context.environment
        try KnownVariables.check(environment.variables, others: Environment.ownVariables)
        let settings = try ServerSettings(
            file: ConfigurationFile(environment: environment).path(given: options.config),
            environment: environment.variables,
            flags: options.flags,
            flagNames: options.names
        )
        let configuration = try ServerConfiguration(
            settings,
            absolute: environment.absolute,
            standardDataDirectory: try environment.dataDirectory(given: nil)
        )
        let console = context.console
        let (log, writer) = ServerLog.logger(
            level: configuration.logLevel,
            asJSON: configuration.logFormat == .json || configuration.logFormat == .auto && !console.isErrorTerminal,
            sink: console.errors
        )
        OpenFileLimit.raise()
        let signals = await context.signals(false)
        do {
            let server = try await ServerProcess.open(
                configuration,
                profiles: PlanReader(context: context).library(folders: configuration.profileFolders),
                account: FleetReader(context: context).account,
                log: log,
                lostLogLines: { writer.lost }
            )
            let status = try await Self.serve(server, until: signals, context, log)
            _ = await writer.flush(within: Self.farewell)
            return status
        } catch {
            // Where nobody takes the log, nobody takes the sentence about the error: it must not keep the process either.
            if await writer.flush(within: Self.farewell) { throw error }
            return FailureSentence.of(error)?.status ?? .other
        }
    }

    /// How long the last lines of the log may take.
    private static let farewell = Duration.seconds(2)

    private static func serve(
        _ server: ServerProcess,
        until signals: AsyncStream<SessionSignal>,
        _ context: CommandContext,
        _ log: Logger
    ) async throws -> CommandStatus {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run { url in
                    log.notice("listening", metadata: ["url": "\(url)"])
                    context.console.printLine("trawl listens on \(url)")
                }
            }
            group.addTask {
                var interrupts = 0
                for await signal in signals {
                    switch signal {
                    case .interrupt:
                        interrupts += 1
                        // Whoever asks twice does not want to wait for anything: what runs dies by its tether.
                        guard interrupts == 1 else { return context.leave() }
                        log.notice("shutting down")
                        // Beside the signals: the second one is heard while what runs is being ended.
                        Task { await server.shutdown() }
                    case .tellRunning, .stop, .resume: break
                    }
                }
            }
            try await group.next()
            group.cancelAll()
        }
        return .success
    }
}
