import Foundation
import SSHClient
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlCollect

/// What an attempt says, and what becomes of its step, when the connection goes.
@Suite("A connection that is lost", .serialized, .timeLimit(.minutes(1)))
struct LostConnectionTests {
    @Test("Its session's process killed: DISCONNECTED, what came is sealed, nothing is left on the node")
    func sessionKilled() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("one", "echo up; sleep 63001"), .step("two", "echo never")])
            try await run.sees(bytes: 3)
            // The parent of the tether's first shell is the session's sshd.
            let shell = try #require(
                fixture.fleet.remoteProcesses(matching: "63001").first { $0.commandLine.contains("end_group") }
            )
            kill(try #require(parent(of: shell.pid)), SIGKILL)
            let report = try await run.report()
            #expect(report.code == .disconnected)
            #expect(report.failure?.stage == .collecting)
            #expect(report.failure?.isRetryable == true)
            // Nobody asked it to stop, and yet something may live on until the lease runs out: that is said.
            #expect(report.verdict?.outcome == .unverified)
            try await fixture.goes("63001")
            let manifest = try run.manifest()
            #expect(manifest.artifacts.map(\.partial) == [true])
            #expect(try run.artifact("one.txt") == "up\n")
            #expect(manifest.steps.count == 1)
        }
    }

    @Test("A cable that is cut: the lease ends the step, and a stop meanwhile is unverified")
    func cut() async throws {
        let timeouts = SSHTimeouts(channel: .seconds(2), close: .seconds(1))
        try await CollectFixture.with(lease: .seconds(3), timeouts: timeouts) { fixture in
            let proxy = try await HostileServer(proxyTo: fixture.fleet.host, port: fixture.fleet.port)
            let known = try String(contentsOfFile: fixture.fleet.knownHostsPath, encoding: .utf8)
            let names = known.replacingOccurrences(of: "]:\(fixture.fleet.port)", with: "]:\(proxy.port)")
            let hosts = try fixture.data.write(names, to: "proxied").path
            let run = try fixture.start(
                [.step("one", "echo up; trap '' TERM; sleep 63002; sleep 63002")],
                address: proxy.address,
                port: proxy.port,
                knownHosts: hosts
            )
            try await run.sees(bytes: 3)
            try await proxy.cut()
            // Nobody tells the node: its own clock does.
            try await fixture.goes("63002", within: .seconds(15))
            run.stop()
            let report = try await run.report()
            #expect(report.verdict?.outcome == .unverified)
            #expect(report.verdict?.detail?.contains("lease") == true)
            #expect(try run.manifest().artifacts.map(\.partial) == [true])
        }
    }

    private func parent(of pid: Int32) -> Int32? {
        let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("PPid:") }
        return line.flatMap { $0.split(separator: "\t").last }.flatMap { Int32($0) }
    }
}
