import Foundation
import Testing
import TrawlDomain
import TrawlEngine
import TrawlStore
import TrawlTestKit

/// One process after another over the same store.
@Suite("Restart", .timeLimit(.minutes(1)))
struct RestartTests {
    private let store = ScriptedStore()

    /// What a process leaves that is killed: its tasks are never heard of again.
    private func killed(
        _ options: JobOptions = JobOptions(),
        nodes: Int = 4,
        custody: Custody = .service
    ) async throws -> JobID {
        let before = EngineFixture(store: store)
        let id = try await before.start(nodes: nodes, options, custody: custody)
        try await before.collector.opened(EngineFixture.name(1))
        before.collector.answer(try EngineFixture.name(1), .succeeded)
        try await before.collector.opened(EngineFixture.name(3))
        return id
    }

    @Test("A running job of the service goes on to its end: retries are kept, what succeeded stays")
    func goesOn() async throws {
        let id = try await killed(JobOptions(concurrency: 2, retries: 1))
        let after = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }), store: store)
        let recovery = try await after.manager.recover(.takeUp, by: after.caller)
        #expect(recovery == Recovery(resumable: [id]))
        #expect(await after.manager.waitUntilSettled(id) == .settled)
        #expect(try await after.job(id).status == .succeeded)
        #expect(try await after.store.nodes(of: id, NodeQuery()).map(\.attempt) == [1, 2, 2, 1])
        #expect(await after.store.audit(of: id, in: nil).map(\.newStatus) == [.pending, .running, .succeeded])
    }

    @Test("Without retries what was running FAILED as interrupted, and the rest goes on")
    func withoutRetries() async throws {
        let id = try await killed(JobOptions(concurrency: 2))
        let after = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }), store: store)
        _ = try await after.manager.recover(.takeUp, by: after.caller)
        #expect(await after.manager.waitUntilSettled(id) == .settled)
        #expect(try await after.statuses(of: id) == [.succeeded, .failed, .failed, .succeeded])
        let cut = try await after.node(2, of: id)
        #expect(cut.failure?.code == .interrupted && cut.verdict?.outcome == .unverified)
        #expect(try await after.job(id).status == .partial)
    }

    @Test("A process that is not the service leaves it alone")
    func leftAlone() async throws {
        let id = try await killed(JobOptions(concurrency: 2))
        let before = try await store.nodes(of: id, NodeQuery())
        let other = EngineFixture(store: store)
        #expect(try await other.manager.recover(.endOrphans, by: other.caller) == Recovery())
        #expect(try await store.nodes(of: id, NodeQuery()) == before)
        #expect(other.collector.state.value.starts.isEmpty)
    }

    @Test("A job of a process that is gone is ended by whoever comes, the service too")
    func orphan() async throws {
        let id = try await killed(JobOptions(concurrency: 2), custody: .process)
        let after = EngineFixture(store: store)
        #expect(try await after.manager.recover(.takeUp, by: after.caller) == Recovery(ended: [id]))
        #expect(try await after.job(id).status == .partial)
        #expect(try await after.job(id).isSettled)
    }

    @Test("A job that was to be run at once is run; one that was not waits")
    func pending() async throws {
        let before = EngineFixture(store: store)
        let atOnce = try await before.submit(nodes: 1, custody: .service)
        var new = try EngineFixture.newJob(nodes: 1, from: 2)
        new.startsAtOnce = false
        let later = try await before.manager.submit(new, by: before.caller).id

        let after = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }), store: store)
        let recovery = try await after.manager.recover(.takeUp, by: after.caller)
        #expect(recovery == Recovery(startable: [atOnce]))
        #expect(await after.manager.waitUntilSettled(atOnce) == .settled)
        #expect(try await after.job(later).status == .pending)
        #expect(await after.store.audit(of: atOnce, in: nil).map(\.newStatus) == [.pending, .running, .succeeded])
    }

    @Test("A cancelled job whose verdicts were outstanding settles")
    func cancelled() async throws {
        let id = try await killed(JobOptions(concurrency: 2))
        _ = await store.cancelled(id)
        let after = EngineFixture(store: store)
        #expect(try await after.manager.recover(.takeUp, by: after.caller) == Recovery(ended: [id]))
        #expect(try await after.job(id).isSettled)
        #expect(try await after.node(2, of: id).verdict?.outcome == .unverified)
        #expect(await after.store.audit(of: id, in: nil).count == 3)
    }

    @Test("The deadline of a job counts from its first run")
    func deadline() async throws {
        let id = try await killed(JobOptions(concurrency: 2, deadline: .seconds(100), retries: 1))
        let after = EngineFixture(store: store, now: { EngineFixture.moment.addingTimeInterval(90) })
        _ = try await after.manager.recover(.takeUp, by: after.caller)
        try await after.collector.starts(atLeast: 2)
        #expect(after.manager.snapshot(of: id)?.elapsed == .seconds(90))
        try await after.clock.sleepers(atLeast: 1)
        after.clock.advance(by: .seconds(10))
        #expect(await after.manager.waitUntilSettled(id) == .settled)
        #expect(try await after.node(2, of: id).failure?.code == .jobDeadline)
    }

    @Test("A limit of failures that is reached keeps the rest from starting")
    func maxFailures() async throws {
        let id = try await killed(JobOptions(concurrency: 2, maxFailures: 2))
        let after = EngineFixture(store: store)
        _ = try await after.manager.recover(.takeUp, by: after.caller)
        #expect(await after.manager.waitUntilSettled(id) == .settled)
        #expect(try await after.statuses(of: id) == [.succeeded, .failed, .failed, .cancelled])
        #expect(try await after.node(4, of: id).failure?.code == .maxFailures)
        #expect(after.collector.state.value.starts.isEmpty)
    }

    @Test("A shutdown hands back what it breaks off, which counts as no try, and the next start goes on")
    func handBack() async throws {
        let before = EngineFixture(store: store)
        let id = try await before.start(nodes: 3, JobOptions(concurrency: 2), custody: .service)
        for number in 1...2 { try await before.collector.opened(EngineFixture.name(number)) }
        await before.manager.shutdown(grace: .seconds(5))
        #expect(await before.manager.waitUntilSettled(id) == .shutDown)
        #expect(Failpoint.seen.contains(.shutdownDrain))
        #expect(try await before.statuses(of: id) == [.pending, .pending, .pending])
        #expect(try await before.node(1, of: id).tries == 0)
        #expect(try await before.node(1, of: id).failure?.code == .interrupted)

        let after = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }), store: store)
        #expect(try await after.manager.recover(.takeUp, by: after.caller) == Recovery(resumable: [id]))
        #expect(await after.manager.waitUntilSettled(id) == .settled)
        #expect(try await after.job(id).status == .succeeded)
        #expect(try await after.node(1, of: id).attempt == 2)
        #expect(try await after.node(1, of: id).failure == nil)
    }

    @Test("What does not end within the grace is handed back all the same")
    func deafAtShutdown() async throws {
        let before = EngineFixture(collector: FakeCollector(onStop: { _ in nil }), store: store)
        let id = try await before.start(nodes: 1, custody: .service)
        try await before.collector.opened(EngineFixture.name(1))
        let shutdown = Task { await before.manager.shutdown(grace: .seconds(5)) }
        try await before.collector.state.until { !$0.stopped.isEmpty }
        try await before.clock.sleepers(atLeast: 1)
        before.clock.advance(by: .seconds(5))
        await shutdown.value
        #expect(try await before.statuses(of: id) == [.pending])
        #expect(try await before.node(1, of: id).verdict?.outcome == .unverified)
    }

    @Test("A success that comes during the shutdown stays one")
    func successAtShutdown() async throws {
        let before = EngineFixture(collector: FakeCollector(onStop: { _ in .succeeded }), store: store)
        let id = try await before.start(nodes: 2, JobOptions(concurrency: 1), custody: .service)
        try await before.collector.opened(EngineFixture.name(1))
        await before.manager.shutdown(grace: .seconds(5))
        #expect(try await before.statuses(of: id) == [.succeeded, .pending])
    }
}

extension ScriptedStore {
    fileprivate func cancelled(_ id: JobID) async -> CancelAnswer {
        let caller = Caller(kind: .operator, id: "alice", projectID: "default", correlationID: "req-9")
        return await memory.cancelJob(id, by: caller, at: EngineFixture.moment)
    }
}
