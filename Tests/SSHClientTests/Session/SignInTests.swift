import NIOPosix
import SSHClient
import Testing
import TrawlTestKit

@Suite("Signing in to a real sshd", .serialized)
struct SignInTests {
    static let kinds: [(kind: String, bits: Int?)] = [
        ("ed25519", nil), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521), ("rsa", 2048), ("rsa", 3072),
    ]

    @Test("each kind of key signs in, plain and encrypted")
    func keyFiles() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            for (kind, bits) in Self.kinds {
                for passphrase in ["", "correct horse"] {
                    let path = try await fleet.addUserKey(kind, bits: bits, passphrase: passphrase)
                    let key = try SSHPrivateKey(contentsOf: path, passphrase: Secret(passphrase))
                    let result = try await fixture.run("echo in", try fixture.configuration(credentials: [.key(key)]))
                    #expect(result.output == "in\n", "\(kind) \(bits ?? 0)")
                }
            }
        }
    }

    @Test("each kind of key signs in by way of an agent")
    func agentKeys() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            for (kind, bits) in Self.kinds {
                let real = try RealAgent()
                try real.add("-q", try await fleet.addUserKey(kind, bits: bits))
                let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
                let result = try await fixture.run("echo in", try fixture.configuration(credentials: [.agent(agent)]))
                #expect(result.output == "in\n", "\(kind) \(bits ?? 0)")
            }
        }
    }

    @Test("what is refused is passed over for the next")
    func severalInTurn() async throws {
        try await LoopbackFleet.with { fleet in
            let real = try RealAgent()
            try real.add("-q", fleet.strangerKeyPath)
            let agent = SSHAgent(socketPath: real.socketPath, group: .singletonMultiThreadedEventLoopGroup)
            let none = SSHAgent(socketPath: fleet.folder.path + "/none", group: .singletonMultiThreadedEventLoopGroup)
            let fixture = SessionFixture(fleet: fleet)
            let credentials: [SSHCredential] = [
                .agent(none), .agent(agent), .password(Secret("unused")),
                .key(try SSHPrivateKey(contentsOf: fleet.strangerKeyPath)),
                .key(try SSHPrivateKey(contentsOf: fleet.userKeyPath)),
            ]
            let result = try await fixture.run("echo in", try fixture.configuration(credentials: credentials))
            #expect(result.output == "in\n")
        }
    }

    @Test("a refusal says what was offered and what was tried, and no secret")
    func refused() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let stranger = try SSHPrivateKey(contentsOf: fleet.strangerKeyPath)
            let configuration = try fixture.configuration(credentials: [.key(stranger), .password(Secret("tell-tale"))])
            let error = await #expect(throws: SSHError.self) { try await fixture.run("true", configuration) }
            #expect(error?.code == .authRejected)
            #expect(error?.operation == .authenticate)
            #expect(
                error?.message
                    == "The node refused to sign in \(fleet.user): it offers publickey; tried key stranger_key (ssh-ed25519)."
            )
            #expect(fixture.client.census.sessions == 0)
        }
    }

    @Test("without a credential, or with an agent that is not there, the error says so")
    func nothingToTry() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let nothing = try fixture.configuration(credentials: [])
            let error = await #expect(throws: SSHError.self) { try await fixture.run("true", nothing) }
            #expect(error?.code == .authRejected)
            #expect(error?.message.contains("nothing to try") == true)
            let path = fleet.folder.path + "/none"
            let none = SSHAgent(socketPath: path, group: .singletonMultiThreadedEventLoopGroup)
            let absent = try fixture.configuration(credentials: [.agent(none)])
            let other = await #expect(throws: SSHError.self) { try await fixture.run("true", absent) }
            #expect(other?.code == .credentialUnusable)
            #expect(other?.message.contains(path) == true)
        }
    }

    @Test("a server that wants two keys gets two, and one is said not to be enough")
    func twoKeys() async throws {
        let options = LoopbackFleet.Options(configuration: ["AuthenticationMethods publickey,publickey"])
        try await LoopbackFleet.with(options) { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let first = SSHCredential.key(try SSHPrivateKey(contentsOf: fleet.userKeyPath))
            let second = SSHCredential.key(try SSHPrivateKey(contentsOf: try await fleet.addUserKey("rsa")))
            let result = try await fixture.run("echo in", try fixture.configuration(credentials: [first, second]))
            #expect(result.output == "in\n")
            let one = try fixture.configuration(credentials: [first])
            let error = await #expect(throws: SSHError.self) { try await fixture.run("true", one) }
            #expect(error?.code == .authRejected)
            #expect(error?.message.contains("it accepted key user_key (ssh-ed25519) and wants more") == true)
        }
    }

    @Test("a server that hangs up after too many attempts is said to have done so")
    func tooManyAttempts() async throws {
        try await LoopbackFleet.with(LoopbackFleet.Options(configuration: ["MaxAuthTries 2"])) { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let folder = try KeyFolder()
            var credentials: [SSHCredential] = []
            for number in 1...4 {
                let path = try folder.makeKey("wrong-\(number)", ["-t", "ed25519"])
                credentials.append(.key(try SSHPrivateKey(contentsOf: path)))
            }
            let configuration = try fixture.configuration(credentials: credentials)
            let error = await #expect(throws: SSHError.self) { try await fixture.run("true", configuration) }
            #expect(error?.code == .authRejected)
            #expect(error?.message.contains("hung up after") == true, "\(error?.message ?? "")")
        }
    }
}
