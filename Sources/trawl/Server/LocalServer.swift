import TrawlServer
import TrawlStore

/// Finds the server of a data directory.
enum LocalServer {
    /// Where it listens and what lets the local user in; nil where no server works there, or it left no way in.
    ///
    /// A note that an earlier server left says nothing while another process has the data directory.
    static func note(_ path: String) -> LocalAccess.Note? {
        guard DataDirectoryLock.holder(of: DataDirectory(path))?.command == "serve" else { return nil }
        // Between its start and its listening, and where it listens for others, a server names no address here.
        return LocalAccess(dataDirectory: path).read().flatMap { $0.url.isEmpty ? nil : $0 }
    }
}
