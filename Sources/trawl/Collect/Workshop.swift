import TrawlDomain
import TrawlEngine

/// All that runs jobs in one data directory, put together; one process at a time may have it.
struct Workshop: Sendable {
    let manager: JobManager
    let store: any JobStore
    /// The data directory, absolute.
    let dataDirectory: String
    /// Ends what still runs and gives the data directory up; bounded in time.
    let close: @Sendable () async -> Void

    /// Builds the real thing.
    ///
    /// - Throws: ``StoreError`` where the data directory cannot be used.
    static func open(_ request: WorkshopRequest) async throws -> Workshop {
        throw CommandFailure("this build cannot run jobs yet")
    }
}
