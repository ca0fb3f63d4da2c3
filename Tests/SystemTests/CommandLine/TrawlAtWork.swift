import Foundation
import TrawlTestKit

/// The built program with a fleet, a data directory of its own and an inventory of six nodes: node01 to node06.
struct TrawlAtWork {
    let fleet: LoopbackFleet
    let folder: TemporaryFolder

    /// Lends one, and takes everything down afterwards.
    static func with(_ body: (TrawlAtWork) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                let work = TrawlAtWork(fleet: fleet, folder: folder)
                try work.inventory.write(to: folder.file("inventory.yaml"), atomically: true, encoding: .utf8)
                try await body(work)
            }
        }
    }

    /// Starts `trawl collect` over some of the nodes.
    func collect(
        _ targets: String,
        _ arguments: [String],
        terminal: ChildTerminal? = nil
    ) throws -> ChildProcess {
        let known = ["collect", targets, "--inventory", folder.file("inventory.yaml").path] + arguments
        return try ChildProcess(ProjectFolder.trawl.path, known, environment: environment, terminal: terminal)
    }

    /// Runs any other command to its end.
    func run(_ arguments: String...) async throws -> ChildProcess.Result {
        try await ChildProcess.run(ProjectFolder.trawl.path, arguments, environment: environment)
    }

    private var environment: [String: String] {
        ["TRAWL_DATA_DIR": folder.file("data").path, "NO_COLOR": "1", "TERM": "xterm", "TRAWL_PROGRESS": ""]
    }

    private var inventory: String {
        let nodes = (0..<6).map { "  node0\($0 + 1): {address: \(LoopbackFleet.address($0))}" }
        return """
            defaults:
              user: \(fleet.user)
              port: \(fleet.port)
              identity: \(fleet.userKeyPath)
              known_hosts: \(fleet.knownHostsPath)
            nodes:
            \(nodes.joined(separator: "\n"))

            """
    }
}
