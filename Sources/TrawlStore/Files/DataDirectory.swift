import Foundation
package import TrawlDomain

/// The folder in which everything of one installation lies: the database, its lock, and what the nodes left.
package struct DataDirectory: Hashable, Sendable {
    /// Absolute, without a slash at its end.
    package let path: String

    /// Names a folder; nothing is looked at or made yet.
    ///
    /// `~/` at the beginning is the home folder, and a relative path is taken from the working directory.
    package init(_ path: String) {
        let absolute = URL(fileURLWithPath: NSString(string: path).expandingTildeInPath).standardizedFileURL.path
        self.path = absolute.count > 1 && absolute.hasSuffix("/") ? String(absolute.dropLast()) : absolute
    }

    package var database: String { path + "/trawl.sqlite" }
    package var lockFile: String { path + "/lock" }
    package var jobs: String { path + "/jobs" }

    /// Where everything that a job left lies.
    package func folder(of job: JobID) -> String { "\(jobs)/\(job)" }

    /// Where a node's transcript, manifest and artifacts lie.
    package func folder(of node: NodeName, in job: JobID) -> String { "\(folder(of: job))/\(node)" }

    /// Makes the folder, with its parents, for its owner alone (0700); one that is there is left as it is.
    ///
    /// - Throws: ``StoreError`` with the path and the system's reason.
    package func prepare() throws(StoreError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            // Another process may be faster, or the parent may refuse although the folder is there: only the end counts.
            _ = mkdir(made, 0o700)
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw .files("make the data directory", path, errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .files("use the data directory", path, ENOTDIR) }
        guard access(path, R_OK | W_OK | X_OK) == 0 else { throw .files("write to the data directory", path, errno) }
    }

    /// Makes the database's file, if it is not there, readable for its owner alone; SQLite gives its companions the same rights.
    func prepareDatabase() throws(StoreError) {
        let descriptor = open(database, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .files("open the database", database, errno) }
        close(descriptor)
    }
}
