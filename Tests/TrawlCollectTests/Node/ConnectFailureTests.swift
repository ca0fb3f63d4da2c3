import Foundation
import SSHClient
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlCollect

/// Each way not to get in is told by its stage and its code, and leaves a sealed folder.
@Suite("A node that cannot be signed in to", .serialized, .timeLimit(.minutes(1)))
struct ConnectFailureTests {
    private let steps = [Plan.Step.step("one", "echo up")]

    private func expect(
        _ code: FailureCode,
        _ stage: NodeStage,
        _ run: CollectRun,
        from place: SourceLocation = #_sourceLocation
    ) async throws {
        let report = try await run.report()
        #expect(report.code == code, "\(report.failure?.message ?? "")", sourceLocation: place)
        #expect(report.failure?.stage == stage, sourceLocation: place)
        #expect(report.verdict == nil, sourceLocation: place)
        #expect(report.stepsTotal == 1 && report.stepsDone == 0, sourceLocation: place)
        let manifest = try run.manifest()
        #expect(manifest.outcome == .failed && manifest.failure?.code == code, sourceLocation: place)
    }

    @Test("Refused, unknown, silent, another host key, an unknown host key, a rejected key")
    func failures() async throws {
        let timeouts = SSHTimeouts(handshake: .seconds(1))
        try await CollectFixture.with(timeouts: timeouts) { fixture in
            let closed = try await HostileServer("close")
            try await expect(
                .handshakeFailed,
                .connecting,
                fixture.start(steps, address: closed.address, port: closed.port)
            )
            let silent = try await HostileServer("silent")
            try await expect(
                .handshakeTimeout,
                .connecting,
                fixture.start(steps, address: silent.address, port: silent.port)
            )
            let text = try await HostileServer("not-ssh")
            try await expect(
                .handshakeFailed,
                .connecting,
                fixture.start(steps, address: text.address, port: text.port)
            )
            try await silent.end()
            try await expect(
                .connectRefused,
                .connecting,
                fixture.start(steps, address: silent.address, port: silent.port)
            )
            try await expect(.resolveFailed, .connecting, fixture.start(steps, address: "no-such-host.invalid"))
            try await expect(
                .authRejected,
                .authenticating,
                fixture.start(steps, identity: fixture.fleet.strangerKeyPath)
            )
            let empty = try fixture.data.write("", to: "empty").path
            try await expect(.hostKeyUnknown, .connecting, fixture.start(steps, knownHosts: empty))
            // Every node shows another key than its own: the user's, under the host's name.
            let key = try String(contentsOfFile: fixture.fleet.userKeyPath + ".pub", encoding: .utf8)
            let host = "[\(fixture.fleet.host)]:\(fixture.fleet.port)"
            let changed = try fixture.data.write("\(host) \(key)", to: "changed").path
            try await expect(.hostKeyChanged, .connecting, fixture.start(steps, knownHosts: changed))
        }
    }
}
