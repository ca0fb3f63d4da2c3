import Foundation
import Glibc
import TrawlTestKit

/// One of the servers of `fixtures/hostile`, for the time of a closure.
struct FixtureServer: Sendable {
    let process: ChildProcess
    let host: String
    let port: Int

    /// Starts one and lends it; `arguments` are those of the program.
    static func with<Result>(
        _ program: String,
        _ arguments: [String],
        python: String = "python3",
        _ body: (FixtureServer) async throws -> Result
    ) async throws -> Result {
        let script = ProjectFolder.file("fixtures/hostile/\(program)").path
        let process = try ChildProcess(python, [script] + arguments, input: .held)
        defer { process.kill() }
        try await process.sees("\n")
        let words = process.output.split(separator: "\n")[0].split(separator: " ")
        guard words.count == 3, let port = Int(words[2]) else { throw FleetFailed(process.output + process.errors) }
        return try await Leftovers.none {
            Leftovers.count("sockets to \(program)") { OwnSockets.count(to: port) }
            return try await body(FixtureServer(process: process, host: String(words[1]), port: port))
        }
    }

    /// Cuts the proxy's cable and waits until it is so.
    func cut() async throws {
        process.send(SIGUSR1)
        try await process.sees("cut\n")
    }
}
