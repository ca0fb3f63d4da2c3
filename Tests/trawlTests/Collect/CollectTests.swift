import ArgumentParser
import Foundation
import SSHClient
import Testing
import TrawlDomain
import TrawlEngine
import TrawlStore
import TrawlTestKit

@testable import trawl

/// `collect` with a real manager over a store in memory, and a collector that the test holds in its hands.
@Suite("trawl collect")
struct CollectTests {
    private let captured = CapturedConsole()
    private let collector = OpenAttempts()
    private let store: any JobStore = MemoryJobStore()
    private let signals = AsyncStream<SessionSignal>.makeStream()
    private let left = Observed(0)

    private func context(input: String = "") -> CommandContext {
        CommandContext(
            environment: Environment(variables: [:], home: "/nonexistent", userName: "alice", workingDirectory: "/"),
            console: captured.console(input: input),
            askSecret: { _ in nil },
            hasJobs: { _ in true },
            isAttended: { _ in true },
            openArchive: { [store] _ in store },
            openTokens: { _ in MemoryJobStore() },
            openWorkshop: { [store, collector] _ in
                let manager = JobManager(store: store, collector: collector)
                return Workshop(manager: manager, store: store, check: { _, _ in }, close: {})
            },
            signals: { [signals] _ in signals.stream },
            leave: { [left] in left.change { $0 += 1 } }
        )
    }

    private func run(_ arguments: [String], input: String = "") async throws -> CommandStatus {
        let root = try Trawl.parseAsRoot(["collect", "--command", "true", "--data-dir", "/data"] + arguments)
        let command = try #require(root as? Collect)
        return try await command.run(in: context(input: input))
    }

    @Test func succeeded() async throws {
        let status = try await run(["ok[1-3]"])
        #expect(status == .success)
        let job = try #require(try await store.jobs(JobQuery()).first)
        #expect(job.status == .succeeded)
        #expect(job.owner == "alice")
        #expect(job.targets == "ok[1-3]")
        #expect(job.profile == "ad-hoc")
        #expect(captured.output.value.hasPrefix("SUCCEEDED  \(job.id)  3 of 3 nodes in "))
        #expect(captured.output.value.contains(", 3.0 kB in /data/jobs/\(job.id)\n"))
        #expect(captured.errors.value.contains("3/3  3 ok  3.0 kB"))
    }

    @Test func partial() async throws {
        #expect(try await run(["ok1,bad[1-2]"]) == .partial)
        #expect(
            captured.output.value.contains("  2  STEP_FAILED at collecting   bad[1-2]   The command exited with 1.")
        )
    }

    @Test func failed() async throws {
        #expect(try await run(["bad1", "--quiet"]) == .failed)
        #expect(captured.output.value == "")
        #expect(captured.errors.value == "")
    }

    @Test("--json prints one Job and nothing else")
    func json() async throws {
        #expect(try await run(["ok1", "--json"]) == .success)
        let lines = captured.output.value.split(separator: "\n")
        #expect(lines.count == 1)
        let object = try JSONSerialization.jsonObject(with: Data(captured.output.value.utf8)) as? [String: Any]
        #expect(object?["status"] as? String == "SUCCEEDED")
    }

    @Test("--progress json tells the journal, one object a line")
    func jsonProgress() async throws {
        #expect(try await run(["ok[1-2]", "--progress", "json"]) == .success)
        let events = try captured.errors.value.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(events.filter { $0["event"] as? String == "node" && $0["status"] as? String == "SUCCEEDED" }.count == 2)
        #expect(events.last?["event"] as? String == "progress")
        #expect(events.last?["settled"] as? Bool == true)
    }

    @Test("The first interrupt cancels, waits for the verdicts and says them")
    func cancelled() async throws {
        async let status = run(["ok1,slow[1-3]"])
        try await collector.open.until { $0.count == 3 }
        try await eventually("ok1 stored") {
            guard let job = try await store.jobs(JobQuery()).first else { return false }
            return job.counts.succeeded == 1
        }
        signals.continuation.yield(.interrupt)
        #expect(try await status == .interrupted)
        #expect(
            captured.errors.value.contains("Cancelling 3 nodes (again: hang up now, remote work dies by its tether)\n")
        )
        #expect(captured.output.value.hasPrefix("PARTIAL  "))
        #expect(captured.output.value.contains("\ncancelled:\n  3 terminated   slow[1-3]   ended by TERM, seen gone"))
        #expect(collector.open.value.isEmpty)
    }

    @Test("The second interrupt hangs up: verdicts that are not in are unverified")
    func hungUp() async throws {
        async let status = run(["deaf[1-2]"])
        try await collector.open.until { $0.count == 2 }
        signals.continuation.yield(.interrupt)
        try await captured.errors.until { $0.contains("Cancelling 2 nodes") }
        signals.continuation.yield(.interrupt)
        #expect(try await status == .interrupted)
        #expect(captured.output.value.contains("  2 unverified   deaf[1-2]"))
        #expect(left.value == 0)
    }

    @Test("The third interrupt leaves at once")
    func left() async throws {
        async let status = run(["deaf1"])
        try await collector.open.until { $0.count == 1 }
        for _ in 0..<3 { signals.continuation.yield(.interrupt) }
        try await left.until { $0 > 0 }
        #expect(try await status == .interrupted)
    }

    @Test("SIGUSR1 says what runs")
    func tellRunning() async throws {
        async let status = run(["slow1", "--no-progress"])
        try await collector.open.until { $0.count == 1 }
        signals.continuation.yield(.tellRunning)
        try await captured.errors.until { $0.contains("slow1") }
        #expect(captured.errors.value.contains("1 node running\nnode "))
        signals.continuation.yield(.interrupt)
        _ = try await status
    }

    @Test("--dry-run runs and stores nothing")
    func dryRun() async throws {
        #expect(try await run(["web[01-02]", "--dry-run", "--port", "2222"]) == .success)
        #expect(captured.output.value.hasPrefix("2 nodes: web[01-02]\n"))
        #expect(captured.output.value.contains("2222"))
        #expect(captured.output.value.contains("      true\n"))
        #expect(try await store.jobs(JobQuery()).isEmpty)
    }

    @Test("--write-failed names what did not succeed, and --hosts-file - takes it")
    func writeFailed() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "trawl-failed-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try await run(["ok1,bad[1-12]", "--write-failed", path]) == .partial)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "bad[1-12]\n")
        #expect(try await run(["--hosts-file", "-", "--write-failed", path], input: text) == .failed)
        #expect(try await store.jobs(JobQuery()).first?.targets == "bad[1-12]")
        #expect(try await run(["ok1", "--write-failed", path]) == .success)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "")
    }

    @Test("A file that cannot be written is known before anything runs")
    func unwritable() async throws {
        await #expect(throws: CommandFailure.self) { try await run(["ok1", "--write-failed", "/nonexistent/file"]) }
        #expect(try await store.jobs(JobQuery()).isEmpty)
    }

    @Test("A job is found by a beginning of its id, or as the last one")
    func references() async throws {
        _ = try await run(["ok1", "--quiet"])
        _ = try await run(["ok2", "--quiet"])
        let jobs = try await store.jobs(JobQuery())
        func find(_ text: String) async throws -> JobID? {
            try await JobReference(argument: text)?.job(in: LocalJobs(directory: "/data", context: context())).id
        }
        #expect(try await find("last") == jobs[0].id)
        #expect(try await find(jobs[1].id.description.lowercased()) == jobs[1].id)
        #expect(try await find(String(jobs[1].id.description.dropLast())) == jobs[1].id)
        await #expect(throws: CommandFailure.self) { try await find("0") }
        await #expect(throws: CommandFailure.self) { try await find("ZZ") }
        await #expect(throws: CommandFailure.self) { try await find("00000000000000000000000000") }
    }
}
