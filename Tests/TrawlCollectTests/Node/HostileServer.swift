import Foundation
import Testing
import TrawlTestKit

/// One of the programs of `fixtures/hostile`, for as long as it is held.
final class HostileServer: Sendable {
    let address: String
    let port: Int
    private let process: ChildProcess

    /// Starts a server that misbehaves in one way.
    convenience init(_ mode: String) async throws {
        try await self.init(script: "hostile", [mode])
    }

    /// Starts a proxy that can be cut.
    convenience init(proxyTo address: String, port: Int) async throws {
        try await self.init(script: "proxy", ["--to", "\(address):\(port)"])
    }

    /// Starts a node of a fleet that misbehaves once the handshake is over.
    convenience init(badNode mode: String, of fleet: LoopbackFleet) async throws {
        let key = fleet.folder.file("host_ed25519").path
        let keys = fleet.folder.file("authorized_keys").path
        try await self.init(
            script: "bad-node",
            [mode, "--host-key", key, "--keys", keys],
            python: Self.pythonWithAsyncssh
        )
    }

    /// Debian's, where its package for it is; `make setup` installs that.
    private static let pythonWithAsyncssh = "/usr/bin/python3"

    private init(script: String, _ arguments: [String], python: String = "python3") async throws {
        let path = ProjectFolder.file("fixtures/hostile/\(script).py").path
        process = try ChildProcess(python, ["-B", path] + arguments, input: .held)
        try await process.sees("\n")
        let words = process.output.split(whereSeparator: \.isWhitespace)
        try #require(words.count >= 3 && words[0] == "listening")
        address = String(words[1])
        port = try #require(Int(words[2]))
    }

    /// Cuts a proxy's cable: nothing passes any more, and nobody is told.
    func cut() async throws {
        process.send(SIGUSR1)
        try await process.sees("cut")
    }

    /// Ends it, and its connections with it.
    func end() async throws {
        process.closeInput()
        _ = try await process.exit()
    }
}
