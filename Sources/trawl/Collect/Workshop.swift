import TrawlCollect
import TrawlDomain
import TrawlEngine
import TrawlServer

/// All that runs jobs in one data directory, put together; one process at a time may have it.
struct Workshop: Sendable {
    let manager: JobManager
    let store: any JobStore
    /// Says what is wrong with what the nodes would be signed in with, before anything is stored.
    let check: @Sendable (_ nodes: [NodeTarget], _ plan: String) async throws(CollectFault) -> Void
    /// Ends what still runs and gives the data directory up; bounded in time.
    let close: @Sendable () async -> Void
    /// Ends what interrupted attempts left on their nodes; nil where nothing is ever left.
    var leftovers: LeftoverSweep?

    /// Builds the real thing.
    ///
    /// - Throws: `StoreError` where the data directory cannot be used.
    static func open(_ request: WorkshopRequest) async throws -> Workshop {
        let assembly = try await Assembly.open(
            dataDirectory: request.dataDirectory,
            command: request.command,
            secrets: request.secrets,
            settings: request.settings
        )
        return Workshop(
            manager: assembly.manager,
            store: assembly.store,
            check: assembly.check,
            close: { await assembly.close() },
            leftovers: assembly.leftovers
        )
    }
}
