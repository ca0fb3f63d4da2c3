import Foundation
import SSHClient
import Testing
import TrawlTestKit

@Suite("Host keys in a real handshake", .serialized)
struct HostKeyHandshakeTests {
    /// A known_hosts file made of the fleet's own lines.
    private func knownHosts(_ fleet: LoopbackFleet, _ change: ([String]) -> [String]) throws -> String {
        let lines = try fleet.folder.read("known_hosts").split(separator: "\n").map(String.init)
        let text = change(lines).map { $0 + "\n" }.joined()
        return try fleet.folder.write(text, to: "known_hosts-\(UUID().uuidString)").path
    }

    private func configuration(
        _ fixture: SessionFixture,
        _ file: String,
        _ policy: HostKeyPolicy = .strict
    ) throws -> SSHConfiguration {
        var configuration = try fixture.configuration()
        configuration.hostKeys = try HostKeyBook(files: [file], policy: policy)
        return configuration
    }

    private func isOf(_ type: String) -> (String) -> Bool { { $0.contains(" \(type)") } }

    @Test("the algorithm asked for is one that known_hosts holds")
    func algorithm() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            for type in ["ssh-ed25519", "ecdsa-sha2-nistp256"] {
                let file = try knownHosts(fleet) { $0.filter(isOf(type)) }
                let result = try await fixture.run("echo in", try configuration(fixture, file))
                #expect(result.output == "in\n", "\(type)")
            }
        }
    }

    @Test("a known RSA key alone is enough, or else the error says why it is not")
    func rsaOnly() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let file = try knownHosts(fleet) { $0.filter(isOf("ssh-rsa")) }
            if SSHLibrary.algorithms(for: .hostKey).contains(where: { $0.hasPrefix("rsa-sha2-") }) {
                let result = try await fixture.run("echo in", try configuration(fixture, file))
                #expect(result.output == "in\n")
                return
            }
            let error = await #expect(throws: SSHError.self) {
                try await fixture.run("true", try configuration(fixture, file))
            }
            #expect(error?.code == .hostKeyRejected)
            #expect(error?.message.contains("cannot check RSA keys by SHA-2") == true)
            #expect(error?.message.contains(file) == true)
        }
    }

    @Test("strict refuses an unknown key, and writes nothing")
    func unknown() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let file = try knownHosts(fleet) { _ in [] }
            let error = await #expect(throws: SSHError.self) {
                try await fixture.run("true", try configuration(fixture, file))
            }
            #expect(error?.code == .hostKeyRejected)
            #expect(error?.operation == .hostKey)
            #expect(error?.hostKeyFault?.code == .unknown)
            let written = try String(contentsOfFile: file, encoding: .utf8)
            #expect(written.isEmpty)
            #expect(fixture.client.census.sessions == 0)
        }
    }

    @Test(
        "a changed key is refused under strict and accept-new, naming file and line",
        arguments: [
            HostKeyPolicy.strict, .acceptNew,
        ]
    )
    func changed(policy: HostKeyPolicy) async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let stranger = try fleet.folder.read("stranger_key.pub").split(separator: " ")[1]
            let file = try knownHosts(fleet) { lines in
                ["# a comment"]
                    + lines.filter(isOf("ssh-ed25519")).map { line in
                        let words = line.split(separator: " ")
                        return "\(words[0]) \(words[1]) \(stranger)"
                    }
            }
            let error = await #expect(throws: SSHError.self) {
                try await fixture.run("true", try configuration(fixture, file, policy))
            }
            #expect(error?.hostKeyFault?.code == .changed)
            #expect(error?.message.contains("\(file):2") == true)
        }
    }

    @Test("a revoked key is refused under every policy", arguments: HostKeyPolicy.allCases)
    func revoked(policy: HostKeyPolicy) async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let file = try knownHosts(fleet) { lines in lines + lines.map { "@revoked " + $0 } }
            let error = await #expect(throws: SSHError.self) {
                try await fixture.run("true", try configuration(fixture, file, policy))
            }
            #expect(error?.hostKeyFault?.code == .revoked)
        }
    }

    @Test("accept-new writes the key, and the next time it is known")
    func acceptNew() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let file = fleet.folder.file("fresh").path
            for policy in [HostKeyPolicy.acceptNew, .strict] {
                let result = try await fixture.run("echo in", try configuration(fixture, file, policy))
                #expect(result.output == "in\n")
            }
            let lines = try fleet.folder.read("fresh").split(separator: "\n")
            #expect(lines.count == 1)
            let known = try fleet.folder.read("known_hosts")
            let key = try #require(lines.first?.split(separator: " ").last)
            #expect(known.contains(key))
        }
    }

    @Test("off asks nobody")
    func off() async throws {
        try await LoopbackFleet.with { fleet in
            let fixture = SessionFixture(fleet: fleet)
            let file = fleet.folder.file("never").path
            let result = try await fixture.run("echo in", try configuration(fixture, file, .off))
            #expect(result.output == "in\n")
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }
}
