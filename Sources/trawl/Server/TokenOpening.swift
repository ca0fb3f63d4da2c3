import TrawlDomain
import TrawlStore

/// Opens the tokens of a data directory.
enum TokenOpening {
    /// The tokens beside whoever works there; where nobody ever did, the data directory is made.
    ///
    /// - Throws: `StoreError` where it cannot be used.
    static func open(_ path: String) throws(StoreError) -> any TokenStore {
        let directory = DataDirectory(path)
        if let beside = try? SQLiteTokenStore(beside: directory) { return beside }
        return try SQLiteJobStore(dataDirectory: directory, command: "token")
    }
}
