import Foundation
import Glibc
import TrawlDomain
import TrawlServer

/// What trawl takes from the process it runs in.
///
/// Nobody else reads environment variables or the password database.
struct Environment: Sendable {
    var variables: [String: String]
    /// The home directory; empty where there is none.
    var home: String
    /// The name of the user who runs trawl.
    var userName: String
    var workingDirectory: String
    /// The file of the program itself, with symbolic links resolved; nil where it cannot be told.
    var programPath: String?

    /// A variable that is set and not empty.
    subscript(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// Whether a variable says yes; one that is not set, or empty, does not.
    ///
    /// - Throws: ``CommandFailure`` for what is neither yes nor no.
    func flag(_ name: String) throws(CommandFailure) -> Bool {
        switch self[name]?.lowercased() {
        case nil, "0", "false", "no": return false
        case "1", "true", "yes": return true
        case let other?:
            throw CommandFailure("\(name) must be 1 or 0, not \(other.debugDescription)", status: .configuration)
        }
    }

    static func ofProcess() -> Environment {
        let variables = ProcessInfo.processInfo.environment
        let account = Account.own()
        let home = variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? account?.home ?? ""
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return Environment(
            variables: variables,
            home: home,
            userName: account?.name ?? variables["USER"] ?? "root",
            workingDirectory: FileManager.default.currentDirectoryPath,
            programPath: program
        )
    }

    /// Where jobs are kept: `given`, `TRAWL_DATA_DIR`, `$XDG_STATE_HOME/trawl`, `~/.local/state/trawl`, in this order.
    ///
    /// - Throws: ``CommandFailure`` where none of them can be told.
    func dataDirectory(given: String?) throws(CommandFailure) -> String {
        if let given { return absolute(given) }
        if let named = self["TRAWL_DATA_DIR"] { return absolute(named) }
        // The XDG specification: a path that is not absolute is to be ignored.
        if let state = self["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/trawl" }
        guard !home.isEmpty else {
            throw CommandFailure("there is no home directory to keep jobs in; give --data-dir", status: .configuration)
        }
        return "\(home)/.local/state/trawl"
    }

    /// The variables that the command line reads itself, or that only tests do: those that are no setting of a server.
    static let ownVariables = [
        "TRAWL_URL", "TRAWL_TOKEN", "TRAWL_CA", "TRAWL_PLAIN_HTTP", "TRAWL_DATA_DIR", "TRAWL_CONFIG", "TRAWL_PROGRESS",
        "TRAWL_FAILPOINT", "TRAWL_FAILPOINTS", "TRAWL_PAGE", "TRAWL_TORTURE", "TRAWL_SEED", "TRAWL_KILLS",
        "TRAWL_FAULTS",
        "TRAWL_SERVER_FAULTS", "TRAWL_RACE",
    ]

    /// Arms what `TRAWL_FAILPOINT` names: `name:n`, the point at whose n-th hit a test has the process killed.
    ///
    /// `TRAWL_FAILPOINTS` names a file that is to hold the names of those that were passed. In a build for use the two are
    /// nothing.
    static func armFailpoint() throws(CommandFailure) {
        #if DEBUG
            let variables = ProcessInfo.processInfo.environment
            if let path = variables["TRAWL_FAILPOINTS"], !path.isEmpty { Failpoint.note(in: path) }
            guard let point = variables["TRAWL_FAILPOINT"], !point.isEmpty else { return }
            do { try Failpoint.arm(point) } catch {
                throw CommandFailure("TRAWL_FAILPOINT: \(error)", status: .configuration)
            }
        #endif
    }

    /// Has the web page read from the folder that `TRAWL_PAGE` names, for whoever works on it; nothing in a build for use.
    static func openPage() {
        #if DEBUG
            guard let folder = ProcessInfo.processInfo.environment["TRAWL_PAGE"], !folder.isEmpty else { return }
            PageFiles.read(from: folder)
        #endif
    }

    /// A path as a person gave it, made absolute; a leading `~/` is the home directory.
    func absolute(_ path: String) -> String {
        if path == "~" { return home }
        if path.hasPrefix("~/") { return home + path.dropFirst() }
        return path.hasPrefix("/")
            ? path
            : URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: workingDirectory, isDirectory: true)).path
    }

    /// The account of the process's user, from the password database.
    private struct Account {
        var name: String
        var home: String

        static func own() -> Account? {
            guard let entry = getpwuid(getuid()) else { return nil }
            return Account(name: String(cString: entry.pointee.pw_name), home: String(cString: entry.pointee.pw_dir))
        }
    }
}
