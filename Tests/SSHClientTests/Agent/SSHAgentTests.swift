import NIOPosix
import SSHClient
import Testing

@Suite("OpenSSH's agent")
struct SSHAgentTests {
    @Test("lists its keys in order, with their comments")
    func identities() async throws {
        let real = try RealAgent()
        let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        #expect(try await agent.identities() == [])
        for type in ["ed25519", "ecdsa", "rsa"] { try real.add("-q", try real.folder.makeKey(type, ["-t", type])) }
        let listed = try real.add("-L").split(separator: "\n").compactMap { SSHPublicKey(line: $0) }
        let keys = try await agent.identities()
        #expect(keys == listed)
        #expect(keys.map(\.comment) == ["a comment of ed25519", "a comment of ecdsa", "a comment of rsa"])
    }

    @Test(
        "signs, and ssh-keygen verifies",
        arguments: [
            ("ed25519", ["ssh-ed25519"]), ("ecdsa", ["ecdsa-sha2-nistp256"]),
            ("rsa", ["rsa-sha2-256", "rsa-sha2-512"]),
        ]
    )
    func signs(type: String, algorithms: [String]) async throws {
        let real = try RealAgent()
        try real.add("-q", try real.folder.makeKey("key", ["-t", type]))
        let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        let key = try #require(try await agent.identities().first)
        for algorithm in algorithms {
            var signed: [UInt8] = []
            // The envelope is made twice, with nothing random in it: once to learn what is signed, once to verify.
            _ = try real.folder.isVerified(by: key, algorithm: algorithm) {
                signed = $0
                return []
            }
            let signature = try await agent.signature(for: signed, key: key, algorithm: algorithm)
            #expect(try real.folder.isVerified(by: key, algorithm: algorithm) { _ in signature })
        }
    }

    @Test("makes the very signatures that the loaded key makes", arguments: ["ed25519", "rsa"])
    func agrees(type: String) async throws {
        let real = try RealAgent()
        let file = try real.folder.makeKey("key", ["-t", type])
        try real.add("-q", file)
        let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        let key = try SSHPrivateKey(contentsOf: file)
        let message = Array("a message".utf8)
        // Both kinds are deterministic; this is the oracle for RSA with SHA-1, which ssh-keygen does not verify.
        for algorithm in key.publicKey.signatureAlgorithms {
            let theirs = try await agent.signature(for: message, key: key.publicKey, algorithm: algorithm)
            #expect(try key.signature(for: message, algorithm: algorithm) == theirs)
        }
    }

    @Test("says when it is locked or has not got the key")
    func refuses() async throws {
        let real = try RealAgent()
        let file = try real.folder.makeKey("key", ["-t", "ed25519"])
        let key = try SSHPrivateKey(contentsOf: file).publicKey
        let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        #expect(
            await agentErrorCode { try await agent.signature(for: [1], key: key, algorithm: "ssh-ed25519") } == .refused
        )
        try real.add("-q", file)
        try real.lock(true)
        #expect(try await agent.identities() == [])
        #expect(
            await agentErrorCode { try await agent.signature(for: [1], key: key, algorithm: "ssh-ed25519") } == .refused
        )
        try real.lock(false)
        #expect(try await agent.signature(for: [1], key: key, algorithm: "ssh-ed25519").count == 64)
    }

    @Test("serves a fleet's sign-ins that arrive while it is busy")
    func crowd() async throws {
        let real = try RealAgent()
        let file = try real.folder.makeKey("key", ["-t", "ed25519"])
        try real.add("-q", file)
        let key = try SSHPrivateKey(contentsOf: file)
        let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        let expected = try key.signature(for: [1], algorithm: "ssh-ed25519")
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        // Far more than the queue of its socket holds.
        let count = 600
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            real.hold(true)
            for _ in 0..<count {
                group.addTask {
                    start.yield()
                    return try await agent.signature(for: [1], key: key.publicKey, algorithm: "ssh-ed25519")
                }
            }
            for await _ in starts.prefix(count) {}
            real.hold(false)
            for try await signature in group { #expect(signature == expected) }
        }
    }

    @Test("is said to be missing, with the path, where nobody listens")
    func missing() async throws {
        let folder = try KeyFolder()
        let agent = SSHAgent(socketPath: folder.path + "/none", group: .singletonMultiThreadedEventLoopGroup)
        let error = await #expect(throws: SSHAgentError.self) { try await agent.identities() }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains(folder.path + "/none") == true)
        let long = SSHAgent(
            socketPath: "/" + String(repeating: "x", count: 200),
            group: .singletonMultiThreadedEventLoopGroup
        )
        #expect(await agentErrorCode { try await long.identities() } == .unavailable)
    }
}

/// The code of the agent's error that a call throws; nil where it throws none.
func agentErrorCode<R>(_ call: () async throws -> R) async -> SSHAgentError.Code? {
    do {
        _ = try await call()
        return nil
    } catch {
        return (error as? SSHAgentError)?.code
    }
}
