import Crypto
import Foundation
import NIOCore
import NIOPosix
import SSHClient
package import TrawlCollect
package import TrawlDomain
package import TrawlEngine
import TrawlFleet
import TrawlStore

/// The object graph of a process that runs jobs: the one place where the modules are put together.
package struct Assembly: Sendable {
    package let manager: JobManager
    package let store: any JobStore
    package let tokens: any TokenStore
    /// Says what is wrong with what nodes would be signed in with, before anything is stored.
    package let check: @Sendable (_ targets: [NodeTarget], _ plan: String) async throws(CollectFault) -> Void
    /// The door for callers, who may do what their roles and projects allow.
    package let service: JobService
    /// Ends what attempts of earlier processes left running on their nodes.
    package let leftovers: LeftoverSweep
    /// What the queue of the store's commits is like.
    package let gauges: @Sendable () -> StoreGauges
    /// Signs the page's sessions; of this data directory alone, and the same after each start.
    let sessionKey: [UInt8]
    private let group: MultiThreadedEventLoopGroup
    private let disk: DiskThreads

    /// Takes a data directory, ends what an earlier process left open in it, and stands ready to run jobs.
    ///
    /// `command` is what whoever finds the data directory locked is told of this process; it holds no secret.
    ///
    /// - Parameters:
    ///   - path: The data directory; made where it is missing.
    ///   - command: The program's subcommand.
    ///   - secrets: What an operator typed in.
    ///   - settings: How nodes are worked on.
    ///   - recovery: What is done about jobs that earlier processes left open.
    ///   - concurrency: The most nodes worked on at once, over all jobs; nil is without limit.
    ///   - heldBecause: Asked, before any job is taken up, why nothing new is started at first; nil where it is.
    ///   - storeFailed: Told when the store broke, whoever met it; perhaps several times.
    ///   - tell: Told what becomes of jobs and nodes, for a log.
    /// - Returns: the graph; whoever has it closes it.
    /// - Throws: `StoreError` where the data directory cannot be used.
    package static func open(
        dataDirectory path: String,
        command: String,
        secrets: CollectSecrets = CollectSecrets(),
        settings: CollectSettings = CollectSettings(),
        recovery: RecoveryPolicy = .endOrphans,
        concurrency: Int? = nil,
        heldBecause: () -> String? = { nil },
        storeFailed: @escaping @Sendable (StoreError) -> Void = { _ in },
        tell: @escaping @Sendable (EngineNews) -> Void = { _ in }
    ) async throws(StoreError) -> Assembly {
        let now: @Sendable () -> Date = { Date() }
        let directory = DataDirectory(path)
        let store = try SQLiteJobStore(
            dataDirectory: directory,
            command: command,
            now: now,
            reserve: recovery == .takeUp ? Self.reserve : 0,
            broke: storeFailed
        )
        let system = Caller.system(projectID: "default", correlationID: "req-\(UUID().uuidString.lowercased())")
        let assembly = Assembly(
            store: store,
            directory: directory,
            try await store.markKey(),
            secrets,
            settings,
            concurrency,
            storeFailed,
            tell,
            now
        )
        assembly.manager.hold(because: heldBecause())
        do throws(StoreError) {
            _ = try await assembly.manager.recover(recovery, by: system)
        } catch {
            await assembly.close()
            throw error
        }
        return assembly
    }

    /// What the cancels of a few jobs with thousands of nodes take, in bytes.
    private static let reserve = 8 << 20

    private init(
        store: SQLiteJobStore,
        directory: DataDirectory,
        _ markKey: [UInt8],
        _ secrets: CollectSecrets,
        _ settings: CollectSettings,
        _ concurrency: Int?,
        _ storeFailed: @escaping @Sendable (StoreError) -> Void,
        _ tell: @escaping @Sendable (EngineNews) -> Void,
        _ now: @escaping @Sendable () -> Date
    ) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        disk = DiskThreads()
        let clock = EventLoopClock(group: group)
        let collector = SSHNodeCollector(
            group: group,
            disk: disk,
            layout: FolderLayout(dataDirectory: directory.path),
            secrets: secrets,
            settings: settings,
            markKey: markKey,
            clock: clock,
            now: now
        )
        self.store = store
        // A key of its own, so that nothing that is made with the other one is ever a session.
        sessionKey = Array(
            HMAC<SHA256>
                .authenticationCode(for: Array("trawl: sessions of the page".utf8), using: SymmetricKey(data: markKey))
        )
        tokens = store
        leftovers = LeftoverSweep(ledger: store, reaper: collector, clock: clock)
        manager = JobManager(
            store: store,
            collector: collector,
            clock: clock,
            now: now,
            concurrency: concurrency,
            storeFailed: storeFailed,
            tell: tell
        )
        service = JobService(
            manager: manager,
            store: store,
            removeFiles: { id throws(StoreError) in try await Self.removeFiles(of: id, in: directory) },
            foldNames: { NodeSet.fold($0.map(\.description)) }
        )
        gauges = { StoreGauges(commits: store.commitTimes, waiting: store.waiting) }
        check = { targets, plan throws(CollectFault) in try await collector.check(targets, plan: plan) }
    }

    /// Thousands of files may go: no thread of Swift's pool waits for that.
    private static func removeFiles(of id: JobID, in directory: DataDirectory) async throws(StoreError) {
        let removed: Result<Void, StoreError>
        do {
            removed = try await NIOThreadPool.singleton.runIfActive {
                Result { () throws(StoreError) in try directory.removeFolder(of: id) }
            }
        } catch {
            throw StoreError(code: .unusable, message: "The process is ending, so files of job \(id) are left.")
        }
        try removed.get()
    }

    /// Ends what still runs and gives the threads up; bounded by `grace`, else by the engine's settle limit.
    package func close(grace: Duration? = nil) async {
        await manager.shutdown(grace: grace)
        await disk.shutDown()
        try? await group.shutdownGracefully()
    }
}
