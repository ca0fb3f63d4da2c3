import Foundation
import SSHClient
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlCollect

/// Nodes whose handshake is right and whose rest is not: each fails at its stage, in its time, and alone.
@Suite("A node that misbehaves after the handshake", .serialized, .timeLimit(.minutes(10)))
struct HostileNodeTests {
    /// A way to misbehave, and what it comes to.
    struct Case: Sendable, CustomTestStringConvertible {
        let mode: String
        let code: FailureCode
        var stage = NodeStage.collecting

        var testDescription: String { mode }
    }

    static let cases = [
        Case(mode: "auth-silent", code: .authTimeout, stage: .authenticating),
        Case(mode: "auth-reject", code: .authRejected, stage: .authenticating),
        Case(mode: "auth-close", code: .disconnected, stage: .authenticating),
        Case(mode: "channel-silent", code: .execRefused),
        Case(mode: "channel-refuse", code: .execRefused),
        Case(mode: "exec-refuse", code: .execRefused),
        Case(mode: "exec-silent", code: .stepTimeout),
        Case(mode: "reset", code: .disconnected),
        Case(mode: "close", code: .stepUnfinished),
        Case(mode: "status-no-end", code: .stepTimeout),
        Case(mode: "eof-no-status", code: .stepUnfinished),
        Case(mode: "success", code: .stepUnfinished),
        Case(mode: "endless", code: .stepTruncated),
        Case(mode: "endless-errors", code: .stepTruncated),
    ]

    private static let timeouts = SSHTimeouts(authenticate: .seconds(3), channel: .seconds(3), close: .seconds(1))

    @Test("It fails at the right stage inside its time, a healthy node beside it does not mind", arguments: cases)
    func failsAlone(_ expected: Case) async throws {
        try await CollectFixture.with(timeouts: Self.timeouts) { fixture in
            let server = try await HostileServer(badNode: expected.mode, of: fixture.fleet)
            let memory = try Self.memory()
            let clock = ContinuousClock()
            let start = clock.now
            let bad = try fixture.start(server, [.step("one", "echo up", timeout: .seconds(2), maxBytes: 1 << 20)])
            let healthy = try fixture.start([.step("one", "echo well")], node: 1)
            #expect(try await healthy.report().outcome == .succeeded)
            #expect(try healthy.artifact("one.txt") == "well\n")
            let report = try await bad.report()
            #expect(report.code == expected.code, "\(report.failure?.message ?? "")")
            #expect(report.failure?.stage == expected.stage)
            // The step's limit, the grace, the look that is not answered, and what a busy machine takes.
            #expect(clock.now - start < .seconds(45))
            // The whole process's, in which other suites work too where the machine is shared.
            #expect(try Self.memory() - memory < TortureSize.of(500, torture: 100) << 20)
            let manifest = try bad.manifest()
            #expect(manifest.outcome == .failed && manifest.failure?.code == expected.code)
            // Nobody says that nothing runs where nobody could see it.
            if let verdict = report.verdict { #expect(verdict.outcome == .unverified) }
            try await server.end()
        }
    }

    @Test(
        "It is told to stop: the attempt ends in its time, with what is known",
        arguments: ["exec-silent", "endless"]
    )
    func stopped(_ mode: String) async throws {
        try await CollectFixture.with(timeouts: Self.timeouts) { fixture in
            let server = try await HostileServer(badNode: mode, of: fixture.fleet)
            let run = try fixture.start(server, [.step("one", "echo up")])
            try await run.progress.until { !$0.activity.isEmpty }
            run.stop()
            let report = try await run.report()
            #expect(report.code == .cancelled)
            #expect(report.verdict?.outcome == .unverified)
            try await server.end()
        }
    }

    @Test(
        "Packets of one byte, and a change of keys every few packets, lose nothing",
        arguments: ["one-byte", "rekey"]
    )
    func odd(_ mode: String) async throws {
        try await CollectFixture.with { fixture in
            let server = try await HostileServer(badNode: mode, of: fixture.fleet)
            let count = mode == "rekey" ? 200_000 : 2000
            // Neither valid UTF-8 nor harmless to a terminal.
            let step = "printf '\\377\\033[2J\\000'; head -c \(count) /dev/zero | tr '\\0' x; echo end >&2"
            let run = try fixture.start(server, [.step("one", step)])
            let report = try await run.report()
            #expect(report.outcome == .succeeded, "\(report.failure?.message ?? "")")
            let kept = try Data(contentsOf: URL(fileURLWithPath: "\(run.folder)/artifacts/one.txt"))
            #expect(kept.prefix(6) == Data([0xFF, 0x1B, 0x5B, 0x32, 0x4A, 0x00]))
            #expect(kept.dropFirst(6) == Data(repeating: UInt8(ascii: "x"), count: count))
            try await server.end()
        }
    }

    @Test(
        "A forced command in place of ours is no success",
        arguments: ["echo no; exit 0", "cat >/dev/null", "exit 0"]
    )
    func forced(_ command: String) async throws {
        try await CollectFixture.with(.init(configuration: ["ForceCommand \(command)"])) { fixture in
            let run = try fixture.start([.step("one", "echo up", timeout: .seconds(2))])
            let report = try await run.report()
            #expect(report.code == (command.hasPrefix("cat") ? .stepTimeout : .stepUnfinished))
        }
    }

    /// What this process has in memory, in bytes (proc(5): `VmRSS`).
    private static func memory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) * 1024
    }
}

extension CollectFixture {
    /// Starts an attempt at a node that misbehaves and shows the fleet's own key.
    fileprivate func start(_ server: HostileServer, _ steps: [Plan.Step]) throws -> CollectRun {
        let known = try String(contentsOfFile: fleet.knownHostsPath, encoding: .utf8)
        let path = try data.write(known.replacing("]:\(fleet.port) ", with: "]:\(server.port) "), to: "known").path
        return try start(steps, address: server.address, port: server.port, knownHosts: path)
    }
}
