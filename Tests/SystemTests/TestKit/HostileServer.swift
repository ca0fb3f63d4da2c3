import Foundation
import TrawlTestKit

/// A server of `fixtures/hostile`, alive as long as a copy of this is.
struct HostileServer {
    let port: Int
    let process: ChildProcess

    /// Starts `hostile.py` or `proxy.py`, and waits until it listens on 127.0.0.1.
    static func start(_ script: String, _ arguments: [String]) async throws -> HostileServer {
        let path = ProjectFolder.file("fixtures/hostile/\(script)").path
        let process = try ChildProcess("python3", ["-B", path] + arguments, input: .held)
        try await process.sees("listening ")
        try await process.sees("\n")
        let words = process.output.split(whereSeparator: \.isWhitespace)
        guard words.count >= 3, let port = Int(words[2]) else { throw FleetFailed("\(script): \(process.output)") }
        return HostileServer(port: port, process: process)
    }
}
