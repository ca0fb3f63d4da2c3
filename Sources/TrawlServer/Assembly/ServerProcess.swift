import Foundation
import Hummingbird
package import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ServiceLifecycle
package import TrawlCollect
import TrawlDomain
import TrawlEngine
package import TrawlFleet
import TrawlStore

/// A serving process: everything that runs jobs, and the door to it over HTTP.
package final class ServerProcess: Sendable {
    /// Everything that can be asked: `GET /jobs/{id}`.
    package let routes: [String]
    private let configuration: ServerConfiguration
    private let assembly: Assembly
    private let responder: RouterResponder<CallContext>
    private let group: MultiThreadedEventLoopGroup
    private let owner: String
    private let log: Logger
    private let closing: NIOLockedValueBox<Closing>
    private let threads = ReadingThreads()
    /// For looks at the disk, which must not wait behind readers.
    private let probing = ReadingThreads(count: 1)
    private let probe: DiskProbe
    private let farewell: StreamFarewell

    private struct Closing: Sendable {
        var hasBegun = false
        var service: ServiceGroup?
        /// Why the process ends of itself.
        var fault: StoreError?
    }

    /// Takes the data directory, puts in order what an earlier process left, and stands ready to listen.
    ///
    /// `lostLogLines` is asked how many lines the log has lost.
    ///
    /// - Throws: `StoreError` where the data directory cannot be used, `YAMLFaults` for a wrong inventory.
    package static func open(
        _ configuration: ServerConfiguration,
        profiles: ProfileLibrary,
        account: LocalAccount,
        log: Logger,
        lostLogLines: @escaping @Sendable () -> Int = { 0 }
    ) async throws -> ServerProcess {
        let fleet = ServedFleet(
            inventory: configuration.inventory,
            profiles: profiles,
            choices: configuration.connection,
            ssh: OpenSSHSource(configuration.sshConfig, account: account),
            account: account
        )
        // A mistake in it is worth more at the start than at the first job.
        _ = try fleet.resolver()
        let closing = NIOLockedValueBox(Closing())
        let farewell = StreamFarewell()
        let probe = DiskProbe(directory: configuration.dataDirectory, floor: configuration.diskFloor)
        let engineLog = EngineLog(log: log)
        let assembly = try await Assembly.open(
            dataDirectory: configuration.dataDirectory,
            command: "serve",
            recovery: .takeUp,
            concurrency: configuration.concurrency,
            heldBecause: { probe.roomFault() },
            storeFailed: { error in Self.end(closing, farewell, because: error, log) },
            tell: { engineLog.take($0) }
        )
        do throws(StoreError) {
            try LocalAccess(dataDirectory: configuration.dataDirectory).forgetAddress()
        } catch {
            // Whoever finds the old address asks in vain; on a full disk that is no reason not to serve.
            log.warning("\(error.message)")
        }
        return ServerProcess(
            configuration,
            assembly,
            lostLogLines,
            fleet,
            probe,
            closing,
            farewell,
            owner: account.userName,
            log
        )
    }

    private init(
        _ configuration: ServerConfiguration,
        _ assembly: Assembly,
        _ lostLogLines: @escaping @Sendable () -> Int,
        _ fleet: ServedFleet,
        _ probe: DiskProbe,
        _ closing: NIOLockedValueBox<Closing>,
        _ farewell: StreamFarewell,
        owner: String,
        _ log: Logger
    ) {
        self.configuration = configuration
        self.assembly = assembly
        self.probe = probe
        self.owner = owner
        self.log = log
        // Threads of its own: an answer never waits behind a node's key exchange.
        group = MultiThreadedEventLoopGroup(numberOfThreads: min(2, System.coreCount))
        self.closing = closing
        self.farewell = farewell
        let intake = JobIntake(
            fleet: fleet,
            threads: threads,
            check: assembly.check,
            nodesPerJob: configuration.limits.nodesPerJob,
            concurrency: configuration.jobConcurrency,
            concurrencyLimit: configuration.jobConcurrencyLimit
        )
        let timeline = Timeline(ContinuousClock())
        let readiness = Readiness(
            probe: probe,
            threads: probing,
            store: assembly.store,
            timeline: timeline,
            isClosing: { closing.withLockedValue { $0.hasBegun } }
        )
        let limiter = StreamLimiter(limit: configuration.limits.streamsPerToken)
        let files = CollectedFiles(
            service: assembly.service,
            layout: FolderLayout(dataDirectory: configuration.dataDirectory),
            threads: threads,
            limiter: limiter,
            farewell: farewell
        )
        let streams = StreamRoutes(
            files: files,
            engine: assembly.manager,
            store: assembly.store,
            farewell: farewell,
            tokens: TokenWatch(tokens: assembly.tokens, timeline: timeline, now: { Date() })
        )
        let body = RequestBodyReader(limit: configuration.limits.body)
        let desk = TokenDesk(store: assembly.tokens, now: { Date() })
        let sessions = SessionDesk(
            key: assembly.sessionKey,
            dataDirectory: configuration.dataDirectory,
            threads: threads,
            now: { Date() }
        )
        let router = ServerRouter.router(
            log: log,
            threads: threads,
            desk: desk,
            sessions: sessions,
            page: SessionRoutes(sessions: sessions, desk: desk, isSecure: configuration.listen.tls != nil),
            isEnding: { closing.withLockedValue { $0.hasBegun && $0.fault == nil } },
            open: ServiceRoutes(readiness: readiness),
            atBoth: [
                JobRoutes(service: assembly.service, intake: intake, body: body),
                NodeRoutes(service: assembly.service, body: body),
                streams,
                MetricsRoutes(
                    page: MetricsPage(assembly, limiter: limiter, lostLogLines: lostLogLines),
                    role: configuration.metricsRole
                ),
            ],
            prefixed: [
                FleetRoutes(fleet: fleet, threads: threads),
                TokenRoutes(office: TokenOffice(store: assembly.tokens), body: body),
            ]
        )
        routes = router.routes.map { "\($0.method.rawValue) \($0.path)" }
        responder = router.buildResponder()
    }

    /// Listens and answers until ``shutdown()``, then ends or hands back what runs, and gives everything up.
    ///
    /// `onListening` is told the address once requests are taken.
    ///
    /// - Throws: ``SettingsFault`` where the address or the certificate cannot be used, `StoreError` where the token for
    ///   the local user cannot be written.
    package func run(onListening: @escaping @Sendable (_ url: String) -> Void) async throws {
        let server = HTTPServer(
            listen: configuration.listen,
            headerLimit: configuration.limits.headers,
            patience: ConnectionPatience(configuration.limits),
            connections: ConnectionLimit(configuration.limits.connections),
            grace: configuration.shutdownGrace,
            group: group,
            log: log
        )
        do {
            let service = try server.service(responder) { [self] port in
                await listening(on: port, onListening)
            }
            let mayStart = closing.withLockedValue { closing in
                closing.service = service
                return !closing.hasBegun
            }
            let retention = Task {
                await Retention(service: assembly.service, kept: configuration.retention, log: log).keep()
            }
            let reaping = Task { await reapLeftovers() }
            let floor = Task {
                await FloorWatch(
                    probe: probe,
                    threads: probing,
                    manager: assembly.manager,
                    timeline: Timeline(ContinuousClock()),
                    log: log
                )
                .keep()
            }
            defer {
                retention.cancel()
                reaping.cancel()
                floor.cancel()
            }
            if mayStart { try await service.run() }
        } catch {
            await close()
            throw fault(for: error)
        }
        await close()
        if let fault = closing.withLockedValue({ $0.fault }) { throw fault }
    }

    /// Stops taking connections and work; ``run(onListening:)`` returns once what was under way is done or handed back.
    package func shutdown() async {
        let service = closing.withLockedValue { closing in
            closing.hasBegun = true
            return closing.service
        }
        farewell.say()
        // Both at once: an event stream that takes its time must not shorten the time to hand back what runs.
        async let handedBack: Void = assembly.manager.shutdown(grace: configuration.shutdownGrace)
        await service?.triggerGracefulShutdown()
        await handedBack
    }

    /// A medium that failed may have lost what was answered: only a new process, which reads it anew, can say.
    private static func end(
        _ closing: NIOLockedValueBox<Closing>,
        _ farewell: StreamFarewell,
        because error: StoreError,
        _ log: Logger
    ) {
        let (isFirst, service) = closing.withLockedValue { closing in
            guard error.code == .broken, closing.fault == nil else { return (false, closing.service) }
            closing.hasBegun = true
            closing.fault = error
            return (true, closing.service)
        }
        log.critical("the store failed", metadata: ["error": "\(error.message)"])
        guard isFirst else { return }
        farewell.say()
        Task { await service?.triggerGracefulShutdown() }
    }

    private func reapLeftovers() async {
        do throws(StoreError) {
            try await assembly.leftovers.run { [log] attempt, visit in
                let place: Logger.Metadata = [
                    "job": "\(attempt.job)", "node": "\(attempt.target.name)", "attempt": "\(attempt.number)",
                ]
                switch visit {
                case .looked(let look) where look.finding == .clear:
                    log.info("nothing left of an interrupted attempt", metadata: place)
                case .looked(let look):
                    let finding: Logger.Metadata = ["finding": "\(look.finding.rawValue)"]
                    log.warning("an interrupted attempt still ran", metadata: place.merging(finding) { $1 })
                case .unseen(let reason):
                    let told: Logger.Metadata = ["reason": "\(reason)"]
                    log.warning("no look for what an interrupted attempt left", metadata: place.merging(told) { $1 })
                }
            }
        } catch {
            log.error("leftovers could not be looked for", metadata: ["error": "\(error.message)"])
        }
    }

    private func listening(on port: Int, _ onListening: @Sendable (String) -> Void) async {
        let url = configuration.listen.url(port: port)
        if configuration.listen.isLoopback {
            do {
                try await LocalAccess(dataDirectory: configuration.dataDirectory)
                    .prepare(url: url, tokens: assembly.tokens, owner: owner, now: Date())
            } catch {
                log.error("no token for the local user", metadata: ["error": "\(error.message)"])
            }
        }
        onListening(url)
    }

    private func close() async {
        await assembly.close(grace: configuration.shutdownGrace)
        await threads.shutDown()
        await probing.shutDown()
        try? await group.shutdownGracefully()
    }

    private func fault(for error: any Error) -> any Error {
        guard let error = error as? IOError else { return error }
        let reason = String(cString: strerror(error.errnoCode))
        return SettingsFault("cannot listen on \(configuration.listen.address):\(configuration.listen.port): \(reason)")
    }
}
