import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlEngine

@Suite("The window over a job's nodes", .timeLimit(.minutes(1)))
struct WindowTests {
    @Test("It holds as many as the concurrency allows, in job order, and is refilled")
    func width() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 7, JobOptions(concurrency: 3))
        for done in 1...7 {
            try await fixture.collector.opened(EngineFixture.name(done))
            fixture.collector.answer(try EngineFixture.name(done), .succeeded)
        }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.peak <= 3)
        #expect(try await fixture.job(id).status == .succeeded)
        #expect(try await fixture.job(id).isSettled)
    }

    @Test("A full window starts nothing until a slot is free")
    func full() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 2))
        try await fixture.collector.starts(atLeast: 2)
        let snapshot = try await fixture.snapshot(of: id) { $0.counts.running == 2 }
        #expect(snapshot.counts.pending == 1)
        #expect(fixture.collector.state.value.starts.count == 2)
        fixture.collector.answer(try EngineFixture.name(2), .succeeded)
        try await fixture.collector.opened(EngineFixture.name(3))
        #expect(fixture.collector.state.value.open.count == 2)
        for number in [1, 3] { fixture.collector.answer(try EngineFixture.name(number), .succeeded) }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
    }

    @Test("A node's failure is its own")
    func isolation() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: {
                $0.target.name.description == "web2" ? .failed(.authRejected) : .succeeded
            })
        )
        let id = try await fixture.start(nodes: 4, JobOptions(concurrency: 2))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.statuses(of: id) == [.succeeded, .failed, .succeeded, .succeeded])
        #expect(try await fixture.job(id).status == .partial)
        #expect(try await fixture.job(id).isCancelled == false)
        #expect(fixture.collector.state.value.stopped.isEmpty)
    }

    @Test("Five thousand nodes leave the right counts")
    func many() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: {
                $0.target.name.description.hasSuffix("7") ? .failed(.connectRefused) : .succeeded
            })
        )
        let id = try await fixture.start(nodes: 5000, JobOptions(concurrency: 100))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.job(id).counts == JobCounts(succeeded: 4500, failed: 500))
        #expect(fixture.collector.state.value.peak <= 100)
        let snapshot = try #require(fixture.manager.snapshot(of: id))
        #expect(snapshot.counts == JobCounts(succeeded: 4500, failed: 500))
        #expect(snapshot.bytes == 450_000)
        #expect(snapshot.failures.map(\.nodes.count) == [500])
        #expect(snapshot.isSettled)
    }

    @Test("A job whose nodes all fail is FAILED")
    func allFail() async throws {
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .failed(.connectTimeout) }))
        let id = try await fixture.start(nodes: 3)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.job(id).status == .failed)
    }

    @Test("A job is run once")
    func runTwice() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 1)
        guard case .refused(current: .running) = try await fixture.manager.run(id, by: fixture.caller) else {
            Issue.record("the second run was not refused")
            return
        }
        fixture.collector.answer(try await fixture.collector.opened(EngineFixture.name(1)).target.name, .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.starts.count == 1)
    }

    @Test("Nobody knows of a job that does not exist")
    func unknown() async throws {
        let fixture = EngineFixture()
        let id = JobID(milliseconds: 1, entropy: (0, 1))
        guard case .notFound = try await fixture.manager.run(id, by: fixture.caller),
            case .notFound = try await fixture.manager.cancel(id, by: fixture.caller)
        else {
            Issue.record("a job that does not exist was found")
            return
        }
        #expect(fixture.manager.snapshot(of: id) == nil)
        #expect(await fixture.manager.waitUntilSettled(id) == nil)
        await fixture.manager.hangUp(id)
        var signals = 0
        for await _ in fixture.manager.changes(of: id) { signals += 1 }
        #expect(signals == 0)
    }

    @Test("Whoever waits may leave, and the job goes on")
    func leave() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 1)
        let waiting = Task { await fixture.manager.waitUntilSettled(id) }
        waiting.cancel()
        #expect(await waiting.value == nil)
        try await fixture.collector.opened(EngineFixture.name(1))
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
    }

    @Test("Fresh nodes go before those that failed and rested")
    func order() {
        var window = FanOut(count: 3, options: JobOptions(concurrency: 1))
        var started = [window.startNext(), window.startNext()]
        let waits = window.rests(0)
        started.append(window.startNext())
        window.rested(0)
        window.ended(1)
        started.append(window.startNext())
        window.ended(2)
        #expect(!window.isIdle)
        started.append(window.startNext())
        window.ended(0)
        #expect(window.isIdle)
        #expect(waits)
        #expect(started == [0, nil, 1, 2, 0])
    }
}
