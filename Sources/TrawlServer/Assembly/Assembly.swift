import Foundation
import NIOCore
import NIOPosix
import SSHClient
package import TrawlCollect
package import TrawlDomain
package import TrawlEngine
import TrawlStore

/// The object graph of a process that runs jobs: the one place where the modules are put together.
package struct Assembly: Sendable {
    package let manager: JobManager
    package let store: any JobStore
    package let tokens: any TokenStore
    /// Says what is wrong with what nodes would be signed in with, before anything is stored.
    package let check: @Sendable (_ targets: [NodeTarget], _ plan: String) async throws(CollectFault) -> Void
    private let group: MultiThreadedEventLoopGroup
    private let disk: DiskThreads

    /// Takes a data directory, ends what an earlier process left open in it, and stands ready to run jobs.
    ///
    /// `command` is what whoever finds the data directory locked is told of this process; it holds no secret.
    ///
    /// - Throws: `StoreError` where the data directory cannot be used.
    package static func open(
        dataDirectory path: String,
        command: String,
        secrets: CollectSecrets = CollectSecrets(),
        settings: CollectSettings = CollectSettings(),
        recovery: RecoveryPolicy = .endOrphans
    ) async throws(StoreError) -> Assembly {
        let now: @Sendable () -> Date = { Date() }
        let store = try SQLiteJobStore(dataDirectory: DataDirectory(path), command: command, now: now)
        let system = Caller.system(projectID: "default", correlationID: "req-\(UUID().uuidString.lowercased())")
        _ = try await store.recover(recovery, at: now(), by: system)
        return Assembly(store: store, layout: FolderLayout(dataDirectory: path), secrets, settings, now)
    }

    private init(
        store: SQLiteJobStore,
        layout: FolderLayout,
        _ secrets: CollectSecrets,
        _ settings: CollectSettings,
        _ now: @escaping @Sendable () -> Date
    ) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        disk = DiskThreads()
        let clock = EventLoopClock(group: group)
        let collector = SSHNodeCollector(
            group: group,
            disk: disk,
            layout: layout,
            secrets: secrets,
            settings: settings,
            clock: clock,
            now: now
        )
        self.store = store
        tokens = store
        manager = JobManager(store: store, collector: collector, clock: clock, now: now)
        check = { targets, plan throws(CollectFault) in try await collector.check(targets, plan: plan) }
    }

    /// Ends what still runs and gives the threads up; bounded by the engine's settle limit.
    package func close() async {
        await manager.shutdown()
        await disk.shutDown()
        try? await group.shutdownGracefully()
    }
}
