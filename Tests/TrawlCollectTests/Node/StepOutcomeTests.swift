import Foundation
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlCollect

/// What becomes of steps that nobody stops, on real sshd.
@Suite("Steps on a node", .serialized, .timeLimit(.minutes(1)))
struct StepOutcomeTests {
    @Test("Each step's output is an artifact with its size and hash in the manifest")
    func artifacts() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([
                .step("one", "printf 'line\\n'; printf 'oops\\n' >&2"), .step("two", "head -c 300000 /dev/zero"),
            ])
            let report = try await run.report()
            #expect(report.outcome == .succeeded)
            #expect(report.stepsDone == 2 && report.stepsTotal == 2)
            #expect(report.verdict == nil)
            #expect(try run.artifact("one.txt") == "line\n")
            #expect(try run.artifact("one.txt.stderr") == "oops\n")
            let manifest = try run.manifest()
            #expect(manifest.outcome == .succeeded)
            #expect(manifest.artifacts.map(\.size) == [5, 5, 300_000])
            for artifact in manifest.artifacts {
                let sum = try await ChildProcess.run("sha256sum", ["\(run.folder)/\(artifact.path)"])
                #expect(sum.output.hasPrefix(artifact.sha256))
                #expect(!artifact.partial)
            }
            #expect(report.bytes == 300_010)
            #expect(manifest.steps.map(\.exitStatus) == [0, 0])
        }
    }

    @Test("A required step that fails makes the node FAILED, and the rest is still collected")
    func requiredFails() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("bad", "exit 7"), .step("good", "echo there")])
            let report = try await run.report()
            #expect(report.code == .stepFailed)
            #expect(report.failure?.message.contains("status 7") == true)
            #expect(report.stepsDone == 2)
            #expect(try run.artifact("good.txt") == "there\n")
            #expect(try run.manifest().steps.map(\.exitStatus) == [7, 0])
        }
    }

    @Test("An optional step may fail")
    func optionalFails() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("bad", "exit 7", optional: true), .step("good", "echo there")])
            #expect(try await run.report().outcome == .succeeded)
            #expect(try run.manifest().outcome == .succeeded)
        }
    }

    @Test("A step that takes too long is ended, gone from the node, and does not keep the next from running")
    func timeout() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([
                .step("slow", "echo up; sleep 61001", timeout: .seconds(1)), .step("next", "echo there"),
            ])
            let report = try await run.report()
            #expect(report.code == .stepTimeout)
            #expect(fixture.fleet.remoteProcesses(matching: "61001").isEmpty)
            #expect(try run.artifact("slow.txt") == "up\n")
            #expect(try run.artifact("next.txt") == "there\n")
            let manifest = try run.manifest()
            #expect(manifest.steps.map(\.timedOut) == [true, false])
            #expect(manifest.artifacts.map(\.partial) == [true, false])
            #expect(report.verdict == nil)
        }
    }

    @Test("A step that writes past its limit is ended, and what it wrote is cut there")
    func truncated() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("flood", "yes 61002", maxBytes: 10_000), .step("next", "echo there")])
            let report = try await run.report()
            #expect(report.code == .stepTruncated)
            #expect(fixture.fleet.remoteProcesses(matching: "yes 61002").isEmpty)
            let manifest = try run.manifest()
            #expect(manifest.steps.map(\.truncated) == [true, false])
            #expect(manifest.artifacts.first?.size == 10_000)
            #expect(try run.artifact("next.txt") == "there\n")
        }
    }

    @Test("A step that a signal ends is no success")
    func signalled() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("shot", "kill -SEGV $$")])
            let report = try await run.report()
            #expect(report.code == .stepSignalled)
            #expect(try run.manifest().steps.map(\.signal) == ["SEGV"])
        }
    }

    @Test("A step whose tether is killed was not seen to end, and is no success; nothing of it is left")
    func tetherKilled() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([.step("cut", "echo up; sleep 61003"), .step("next", "echo there")])
            try await run.sees(bytes: 3)
            // Its shell, and once it is there the one that watches its input, have its program on their command lines.
            let shells = {
                fixture.fleet.remoteProcesses(matching: "61003").filter { $0.commandLine.contains("end_group") }
            }
            try await eventually("watcher") { shells().count >= 2 }
            kill(try #require(shells().first).pid, SIGKILL)
            let report = try await run.report()
            #expect(report.code == .stepUnfinished)
            try await fixture.goes("61003")
            #expect(try run.artifact("next.txt") == "there\n")
        }
    }

    @Test("What a step left running outside its group does not hold up the node, nor fail it")
    func daemon() async throws {
        try await CollectFixture.with { fixture in
            let run = try fixture.start([
                .step("daemon", "setsid sleep 61004 & echo up"), .step("next", "echo there"),
            ])
            let report = try await run.report()
            #expect(report.outcome == .succeeded)
            #expect(try run.artifact("daemon.txt") == "up\n")
            #expect(try run.artifact("next.txt") == "there\n")
        }
    }

    @Test("What keeps a step's channel open and hides from us is let go, and the next step runs")
    func hiddenDaemon() async throws {
        try await CollectFixture.with { fixture in
            let mark = "TRAWL_FLEET=\(fixture.fleet.folder.path)"
            let run = try fixture.start([
                .step("daemon", "env -i \(mark) setsid sleep 61005 & echo up"), .step("next", "echo there"),
            ])
            let report = try await run.report()
            #expect(report.outcome == .succeeded)
            #expect(try run.artifact("next.txt") == "there\n")
        }
    }

    @Test("A step that is out of time while something hidden holds its channel has timed out, and the next one runs")
    func hiddenDaemonTimeout() async throws {
        try await CollectFixture.with { fixture in
            let mark = "TRAWL_FLEET=\(fixture.fleet.folder.path)"
            let run = try fixture.start([
                .step("slow", "env -i \(mark) setsid sleep 61006 & sleep 61007", timeout: .seconds(1)),
                .step("next", "echo there"),
            ])
            #expect(try await run.report().code == .stepTimeout)
            #expect(try run.artifact("next.txt") == "there\n")
        }
    }

    @Test("A login shell that runs nothing is told as such", arguments: ["/bin/false", "echo no shell here; :"])
    func noShell(_ shell: String) async throws {
        try await CollectFixture.with(.init(configuration: ["ForceCommand \(shell)"])) { fixture in
            let run = try fixture.start([.step("one", "echo there")])
            let report = try await run.report()
            #expect(report.code == .stepUnfinished)
            #expect(report.failure?.message.contains("never began") == true)
        }
    }

    @Test("Output that comes slowly after the step's end is waited for")
    func slowOutput() async throws {
        try await CollectFixture.with { fixture in
            // The end is told at once, while a writer that hides goes on for longer than the slack, a little at a time.
            let mark = "TRAWL_FLEET=\(fixture.fleet.folder.path)"
            let writer = "for i in 1 2 3 4 5 6 7 8; do sleep 0.5; echo $i; done"
            let run = try fixture.start([.step("late", "env -i \(mark) PATH=$PATH setsid sh -c '\(writer)' & echo 0")])
            #expect(try await run.report().outcome == .succeeded)
            #expect(try run.artifact("late.txt") == (0...8).map { "\($0)\n" }.joined())
        }
    }
}
