import NIOPosix
import SSHClient
import Testing

@Suite("Agents that do not do as they should")
struct HostileAgentTests {
    @Test(
        "a wrong answer is an error that says so, and the connection is closed",
        arguments: [
            ([0, 0, 0, 1, 5], SSHAgentError.Code.refused),
            ([0, 0, 0, 1, 14], .misbehaved),
            ([0, 0, 0, 0], .misbehaved),
            ([0, 4, 0, 1], .misbehaved),
            ([0xFF, 0xFF, 0xFF, 0xFF, 12], .misbehaved),
            ([0, 0, 0, 5, 12, 0xFF, 0xFF, 0xFF, 0xFF], .misbehaved),
            ([0, 0, 0, 3, 12, 0, 0], .misbehaved),
        ] as [([UInt8], SSHAgentError.Code)]
    )
    func wrongAnswers(bytes: [UInt8], expected: SSHAgentError.Code) async throws {
        let fake = try await FakeAgent(.bytes(bytes))
        let agent = SSHAgent(socketPath: fake.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        #expect(await agentErrorCode { try await agent.identities() } == expected)
        for await _ in fake.hangUps.prefix(1) {}
        try await fake.stop()
    }

    @Test("an agent that hangs up is not waited for")
    func hangsUp() async throws {
        let fake = try await FakeAgent(.hangUp)
        let agent = SSHAgent(socketPath: fake.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        #expect(await agentErrorCode { try await agent.identities() } == .misbehaved)
        try await fake.stop()
    }

    @Test("an agent that passes over the SHA-2 flags is found out, and so is a security key's counter")
    func otherSignatures() async throws {
        let key = try #require(SSHPublicKey(blob: blob("ssh-rsa")))
        for (algorithm, tail) in [("ssh-rsa", []), ("rsa-sha2-256", [1, 0, 0, 0, 9])] as [(String, [UInt8])] {
            var signature = SSHWireWriter()
            signature.string(algorithm)
            signature.string([1, 2, 3])
            signature.raw(tail)
            var body = SSHWireWriter()
            body.byte(14)
            body.string(signature.bytes)
            var frame = SSHWireWriter()
            frame.string(body.bytes)
            let fake = try await FakeAgent(.bytes(frame.bytes))
            let agent = SSHAgent(socketPath: fake.socketPath, group: .singletonMultiThreadedEventLoopGroup)
            #expect(
                await agentErrorCode { try await agent.signature(for: [1], key: key, algorithm: "rsa-sha2-256") }
                    == .unsupported
            )
            try await fake.stop()
        }
    }

    @Test("the request has the key, the data and the flag, and a request too long is never sent")
    func request() async throws {
        let fake = try await FakeAgent(.bytes([0, 0, 0, 1, 5]))
        let agent = SSHAgent(socketPath: fake.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        let key = try #require(SSHPublicKey(blob: blob("ssh-rsa")))
        let long = [UInt8](repeating: 0, count: 256 * 1024)
        #expect(
            await agentErrorCode { try await agent.signature(for: long, key: key, algorithm: "ssh-rsa") }
                == .unsupported
        )
        for (algorithm, flags) in [("ssh-rsa", 0), ("rsa-sha2-256", 2), ("rsa-sha2-512", 4)] as [(String, UInt32)] {
            #expect(
                await agentErrorCode { try await agent.signature(for: [7], key: key, algorithm: algorithm) } == .refused
            )
            var expected = SSHWireWriter()
            expected.byte(13)
            expected.string(key.blob)
            expected.string([7])
            expected.uint32(flags)
            for await request in fake.requests.prefix(1) { #expect(request == expected.bytes) }
        }
        try await fake.stop()
    }

    @Test("cancelling ends the wait for a silent agent and closes the connection")
    func cancel() async throws {
        let fake = try await FakeAgent(.silence)
        let agent = SSHAgent(socketPath: fake.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        let call = Task { await agentErrorCode { try await agent.identities() } }
        for await _ in fake.requests.prefix(1) {}
        call.cancel()
        #expect(await call.value == .cancelled)
        for await _ in fake.hangUps.prefix(1) {}
        try await fake.stop()
    }

    @Test("cancelling while in line, or before the call, throws too and gives no place away")
    func cancelInLine() async throws {
        let fake = try await FakeAgent(.silence)
        let agent = SSHAgent(socketPath: fake.socketPath, group: .singletonMultiThreadedEventLoopGroup)
        // Two and a half times as many as are let in at a time: the others wait in line.
        let calls = (0..<40).map { _ in Task { await agentErrorCode { try await agent.identities() } } }
        for await _ in fake.requests.prefix(16) {}
        for call in calls.reversed() { call.cancel() }
        for call in calls { #expect(await call.value == .cancelled) }
        // All sixteen places are free again.
        let again = (0..<16).map { _ in Task { await agentErrorCode { try await agent.identities() } } }
        for await _ in fake.requests.prefix(16) {}
        for call in again { call.cancel() }
        for call in again { #expect(await call.value == .cancelled) }
        try await fake.stop()
    }

    private func blob(_ algorithm: String) -> [UInt8] {
        var writer = SSHWireWriter()
        writer.string(algorithm)
        writer.mpint(magnitude: [3])
        return writer.bytes
    }
}
