import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlCollect

/// What an attempt that is told to stop says, and what it leaves on the node, on real sshd.
@Suite("An attempt told to stop", .serialized, .timeLimit(.minutes(1)))
struct StopTests {
    @Test("During a step: TERM ends it, the group is seen empty, what came is sealed")
    func duringStep() async throws {
        // So long a grace that only the end of file on the tether's input can end the step before it.
        let grace = Duration.seconds(40)
        try await CollectFixture.with(grace: grace) { fixture in
            let run = try fixture.start([
                .step("one", "echo first"), .step("two", "echo up; sleep 62001 & sleep 62001"),
            ])
            try await run.sees(bytes: 9)
            run.stop()
            let report = try await run.report()
            #expect(fixture.fleet.remoteProcesses(matching: "62001").isEmpty)
            #expect(report.code == .cancelled)
            #expect(report.verdict?.outcome == .terminated)
            #expect(report.verdict.map { $0.duration < grace } == true)
            #expect(report.stepsDone == 1 && report.artifacts == 2)
            let manifest = try run.manifest()
            #expect(manifest.outcome == .cancelled)
            #expect(manifest.verdict?.outcome == .terminated)
            #expect(manifest.artifacts.map(\.partial) == [false, true])
            #expect(try run.artifact("two.txt") == "up\n")
        }
    }

    @Test("A step that ignores TERM is killed at the grace")
    func stubborn() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("one", "trap '' TERM HUP; echo up; sleep 62002; sleep 62002")])
            try await run.sees(bytes: 3)
            run.stop()
            let report = try await run.report()
            #expect(fixture.fleet.remoteProcesses(matching: "62002").isEmpty)
            #expect(report.verdict?.outcome == .killed)
        }
    }

    @Test("A child that ignores TERM is killed too, and the verdict says so")
    func stubbornChild() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("one", "(trap '' TERM; echo up; sleep 62003; sleep 62003) & wait")])
            try await run.sees(bytes: 3)
            run.stop()
            let report = try await run.report()
            #expect(fixture.fleet.remoteProcesses(matching: "62003").isEmpty)
            #expect(report.verdict?.outcome == .killed)
        }
    }

    @Test("What left the step's group is found and ended")
    func escaped() async throws {
        try await CollectFixture.with { fixture in
            let step =
                "setsid sh -c 'setsid sleep 62004 </dev/null >/dev/null 2>&1 & sleep 62004' & echo up; sleep 62004"
            let run = try fixture.start([.step("one", step)])
            try await run.sees(bytes: 3)
            try await eventually("three sleeps") { fixture.fleet.remoteProcesses(matching: "sleep 62004").count >= 4 }
            run.stop()
            let report = try await run.report()
            #expect(fixture.fleet.remoteProcesses(matching: "62004").isEmpty)
            #expect(report.verdict?.outcome == .terminated)
        }
    }

    @Test("A node that allows one channel lets us look once the step's own is closed")
    func oneChannel() async throws {
        try await CollectFixture.with(.init(configuration: ["MaxSessions 1"])) { fixture in
            let run = try fixture.start([.step("one", "setsid sleep 62005 & echo up; sleep 62005")])
            try await run.sees(bytes: 3)
            run.stop()
            let report = try await run.report()
            #expect(fixture.fleet.remoteProcesses(matching: "62005").isEmpty)
            #expect(report.verdict?.outcome == .terminated)
        }
    }

    @Test("Before anything: nothing was started, and the folder is sealed")
    func beforeConnect() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("one", "echo up")])
            run.stop()
            let report = try await run.report()
            #expect(report.code == .cancelled)
            #expect(report.verdict?.outcome == .neverStarted)
            #expect(try run.manifest().outcome == .cancelled)
        }
    }

    @Test("While a silent server is waited for: nothing was started")
    func duringHandshake() async throws {
        try await CollectFixture.with { fixture in
            let server = try await HostileServer("silent")
            let run = try fixture.start([.step("one", "echo up")], address: server.address, port: server.port)
            try await run.reaches(.connecting)
            run.stop()
            let report = try await run.report()
            #expect(report.code == .cancelled)
            #expect(report.failure?.stage == .connecting)
            #expect(report.verdict?.outcome == .neverStarted)
            #expect(try run.manifest().verdict?.outcome == .neverStarted)
        }
    }

    @Test(
        "The reason is the failure",
        arguments: [(StopReason.nodeTimeout, FailureCode.nodeTimeout), (.jobDeadline, .jobDeadline)]
    )
    func reasons(_ reason: StopReason, _ code: FailureCode) async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("one", "echo up; sleep 62006")])
            try await run.sees(bytes: 3)
            run.stop(reason)
            let report = try await run.report()
            #expect(report.code == code)
            #expect(report.verdict?.outcome == .terminated)
            #expect(try run.manifest().failure?.code == code)
        }
    }

    @Test("Forty nodes at once: every one is seen empty")
    func forty() async throws {
        try await CollectFixture.with { fixture in
            let runs = try (0..<40).map { try fixture.start([.step("one", "echo up; sleep 62010")], node: $0) }
            for run in runs { try await run.sees(bytes: 3) }
            let clock = ContinuousClock()
            let start = clock.now
            for run in runs { run.stop() }
            try await fixture.goes("sleep 62010", within: .seconds(20))
            let gone = clock.now - start
            var verdicts: [CancelVerdict?] = []
            for run in runs { verdicts.append(try await run.report().verdict) }
            let took = verdicts.compactMap { $0?.duration }.sorted()
            #expect(verdicts.allSatisfy { $0?.outcome == .terminated }, "\(verdicts)")
            // A wide bound: what is measured is that nobody waits for a time limit, not how busy the machine is.
            let last = try #require(took.last)
            #expect(last < .seconds(20), "gone after \(gone), verdicts after \(took)")
        }
    }
}
