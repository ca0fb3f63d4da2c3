import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("A fleet with bad nodes in it")
    struct BadNodesTests {
        private struct Expected {
            let name: String
            let code: String
            let stage: String
            /// What the sentence must hold for a person to know what to do.
            let says: String
        }

        @Test(
            "190 of 200 nodes succeed, and each of the ten says at which stage it failed and why",
            .timeLimit(.minutes(4))
        )
        func tenBadNodes() async throws {
            try await LoopbackFleet.with { other in
                let full = try await HostileServer.start("hostile.py", ["backlog-full"])
                let mute = try await HostileServer.start("hostile.py", ["silent"])
                let wrong = try TemporaryFolder("known-hosts")
                defer { wrong.remove() }
                try await TrawlAtWork.with(nodes: 190) { fleet in
                    // The other fleet's address with this fleet's keys: what an impostor looks like.
                    let text = try String(contentsOfFile: fleet.knownHostsPath, encoding: .utf8)
                    try wrong.write(text.replacing("]:\(fleet.port) ", with: "]:\(other.port) "), to: "known_hosts")
                    return Self.bad(
                        full: full.port,
                        mute: mute.port,
                        other: other,
                        wrong: wrong.file("known_hosts").path
                    )
                } _: { work in
                    let clock = ContinuousClock()
                    let start = clock.now
                    let done = try await work.collect(
                        "all",
                        ["--command", "echo seen", "--connect-timeout", "4s", "--concurrency", "40", "--json"]
                    ).result(within: .seconds(150))
                    #expect(done.exit == .status(3), "\(done.errors)")
                    // Far from the ten minutes that a node may take; a busy machine's sshd needs a third of a second for a sign-in.
                    #expect(clock.now - start < TortureSize.bound(promised: .seconds(60), busy: .seconds(110)))
                    let job = try await work.database.newestJob()
                    #expect(job.status == "PARTIAL")
                    let nodes = try await work.database.nodes(of: job.id)
                    #expect(nodes.filter { $0.status == "SUCCEEDED" }.count == 190)
                    let failed = nodes.filter { $0.status == "FAILED" }
                    #expect(failed.count == 10)
                    for expected in Self.expected {
                        let node = try #require(failed.first { $0.name == expected.name })
                        #expect(node.failureCode == expected.code, "\(node)")
                        #expect(node.failureStage == expected.stage, "\(node)")
                        #expect(node.failureMessage?.contains(expected.says) == true, "\(node)")
                        // Its own deadline is all that a bad node may take, however many others there are.
                        let bound = TortureSize.bound(promised: .seconds(5), busy: .seconds(15))
                        #expect(try #require(node.took) < bound, "\(node)")
                    }
                    _ = (full, mute)
                }
            }
        }

        private static func bad(full: Int, mute: Int, other: LoopbackFleet, wrong: String) -> [String] {
            (1...2).flatMap { number in
                [
                    // Nobody listens on port 1 (tcpmux).
                    "  refuses\(number): {address: 127.0.0.\(number), port: 1}",
                    "  hangs\(number): {address: 127.0.0.1, port: \(full)}",
                    "  mute\(number): {address: 127.0.0.1, port: \(mute)}",
                    "  rejects\(number): {address: 127.0.2.\(number), port: \(other.port), known_hosts: \(other.knownHostsPath)}",
                    "  changed\(number): {address: 127.0.3.\(number), port: \(other.port), known_hosts: \(wrong)}",
                ]
            }
        }

        private static let expected: [Expected] = (1...2).flatMap { number in
            [
                Expected(
                    name: "refuses\(number)",
                    code: "CONNECT_REFUSED",
                    stage: "connecting",
                    says: "127.0.0.\(number) port 1: connection refused"
                ),
                Expected(
                    name: "hangs\(number)",
                    code: "CONNECT_TIMEOUT",
                    stage: "connecting",
                    says: "within 4.0 seconds"
                ),
                Expected(
                    name: "mute\(number)",
                    code: "HANDSHAKE_TIMEOUT",
                    stage: "connecting",
                    says: "no SSH identification line within 4.0 seconds"
                ),
                Expected(
                    name: "rejects\(number)",
                    code: "AUTH_REJECTED",
                    stage: "authenticating",
                    says: "it offers publickey; tried key user_key"
                ),
                Expected(
                    name: "changed\(number)",
                    code: "HOST_KEY_CHANGED",
                    stage: "connecting",
                    says: "ssh-keygen -R '[127.0.3.\(number)]:"
                ),
            ]
        }
    }
}
