import Foundation
import TrawlTestKit

/// The built program with a fleet, a data directory of its own and an inventory: node01 to node06 unless more are asked for.
struct TrawlAtWork {
    let fleet: LoopbackFleet
    let folder: TemporaryFolder
    /// The database of the data directory, as SQLite's own shell sees it.
    var database: StoredJobs { StoredJobs(path: data.appending(path: "trawl.sqlite").path) }
    var data: URL { folder.file("data") }

    /// Lends one with so many healthy nodes, and further lines below the inventory's `nodes:`.
    static func with(
        nodes: Int = 6,
        others: (LoopbackFleet) throws -> [String] = { _ in [] },
        _ body: (TrawlAtWork) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                let work = TrawlAtWork(fleet: fleet, folder: folder)
                let lines = healthy(nodes, port: fleet.port) + (try others(fleet))
                try folder.write(work.inventory(of: lines), to: "inventory.yaml")
                try await body(work)
            }
        }
    }

    /// The lines of an inventory for so many nodes of a fleet, or of what stands before it.
    static func healthy(_ count: Int, port: Int) -> [String] {
        let width = max(2, String(count).count)
        return (0..<count).map { index in
            let number = String(index + 1)
            let name = "node" + String(repeating: "0", count: width - number.count) + number
            return "  \(name): {address: \(LoopbackFleet.address(index)), port: \(port)}"
        }
    }

    /// An inventory of these nodes, with all that the fleet wants.
    func inventory(of nodes: [String]) -> String {
        """
        defaults:
          user: \(fleet.user)
          port: \(fleet.port)
          identity: \(fleet.userKeyPath)
          known_hosts: \(fleet.knownHostsPath)
        nodes:
        \(nodes.joined(separator: "\n"))

        """
    }

    /// Starts `trawl collect` over some of the nodes.
    func collect(
        _ targets: String,
        _ arguments: [String],
        terminal: ChildTerminal? = nil
    ) throws -> ChildProcess {
        try start(
            ["collect", targets, "--inventory", folder.file("inventory.yaml").path] + arguments,
            terminal: terminal
        )
    }

    /// Starts any command.
    func start(
        _ arguments: [String],
        variables: [String: String] = [:],
        input: ChildProcess.Input = .nothing,
        terminal: ChildTerminal? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            ProjectFolder.trawl.path,
            arguments,
            environment: environment.merging(variables) { $1 },
            input: input,
            terminal: terminal
        )
    }

    /// Runs any other command to its end.
    func run(_ arguments: String...) async throws -> ChildProcess.Result {
        try await ChildProcess.run(ProjectFolder.trawl.path, arguments, environment: environment)
    }

    /// The folder of a node in the newest job.
    func nodeFolder(_ node: String) async throws -> URL {
        let job = try await database.newestJob()
        return data.appending(path: "jobs/\(job.id)/\(node)", directoryHint: .isDirectory)
    }

    /// Waits until processes with this whole command line run on so many nodes.
    func runs(_ text: String, on count: Int, within limit: Duration = .seconds(90)) async throws {
        try await eventually("\(text) on \(count) nodes", within: limit) { remains(of: text).count >= count }
    }

    /// The processes on the nodes whose whole command line this is.
    func remains(of text: String) -> [RunningProcess] {
        fleet.remoteProcesses(matching: text).filter { $0.commandLine == text }
    }

    private var environment: [String: String] {
        [
            "TRAWL_DATA_DIR": data.path, "NO_COLOR": "1", "TERM": "xterm", "TRAWL_PROGRESS": "",
            "HOME": folder.file("home").path, "SSH_AUTH_SOCK": "",
        ]
    }
}
