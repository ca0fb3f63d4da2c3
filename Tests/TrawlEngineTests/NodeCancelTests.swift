import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

@Suite("Cancel of one node", .timeLimit(.minutes(1)))
struct NodeCancelTests {
    @Test("A running one is ended with its verdict, and the job goes on to its derived end")
    func running() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 2)
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        #expect(try await fixture.cancel(node: 1, of: id))
        let open = try #require(fixture.manager.snapshot(of: id))
        #expect(open.status == .running && !open.isCancelled)
        #expect(open.counts == JobCounts(running: 1, cancelled: 1))
        #expect(open.awaitedVerdicts == 1)
        try await fixture.collector.state.until { !$0.stopped.isEmpty }
        #expect(fixture.collector.state.value.stopped.values.allSatisfy { $0 == .cancelled })

        // The job is over with the other one, but for the verdict.
        fixture.collector.answer(try EngineFixture.name(2), .succeeded)
        _ = try await fixture.snapshot(of: id) { $0.counts == JobCounts(succeeded: 1, cancelled: 1) }
        #expect(try await fixture.job(id).status == .running)
        fixture.clock.advance(by: .milliseconds(300))
        fixture.collector.answer(try EngineFixture.name(1), .stopped(.killed))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let job = try await fixture.job(id)
        #expect(job.status == .partial && !job.isCancelled && job.isSettled)
        let verdict = try await fixture.node(1, of: id).verdict
        #expect(verdict == CancelVerdict(outcome: .killed, duration: .milliseconds(300)))
        #expect(fixture.manager.snapshot(of: id)?.verdicts == [.killed: 1])
        #expect(await fixture.store.audit(of: id, in: nil).map(\.newStatus) == [.pending, .running, .partial])
    }

    @Test("A waiting one never starts, and the one behind it does")
    func waiting() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 1))
        try await fixture.collector.opened(EngineFixture.name(1))
        #expect(try await !fixture.cancel(node: 2, of: id))
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        try await fixture.collector.opened(EngineFixture.name(3))
        fixture.collector.answer(try EngineFixture.name(3), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.starts.count == 2)
        #expect(try await fixture.node(2, of: id).verdict?.outcome == .neverStarted)
        #expect(fixture.manager.snapshot(of: id)?.verdicts == [.neverStarted: 1])
        #expect(try await fixture.job(id).status == .partial)
    }

    @Test("One that rests before its next attempt has none")
    func resting() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: { _ in .failed(.connectTimeout, retryable: true) })
        )
        let id = try await fixture.start(nodes: 1, JobOptions(retries: 3))
        try await fixture.collector.starts(atLeast: 1)
        _ = try await fixture.snapshot(of: id) { $0.counts.pending == 1 && $0.running.isEmpty }
        #expect(try await !fixture.cancel(node: 1, of: id))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.starts.count == 1)
        #expect(try await fixture.job(id).status == .failed)
    }

    @Test("All of them, one by one, while they run: nothing succeeded, so the job FAILED")
    func all() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 2))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        for number in [3, 2, 1] { try await fixture.cancel(node: number, of: id) }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.job(id).status == .failed)
        let snapshot = try #require(fixture.manager.snapshot(of: id))
        #expect(snapshot.verdicts == [.neverStarted: 1, .terminated: 2] && snapshot.awaitedVerdicts == 0)
        for number in 1...3 {
            guard
                case .refused = try await fixture.manager.cancelNode(
                    EngineFixture.name(number),
                    of: id,
                    by: fixture.caller
                )
            else {
                Issue.record("node \(number) was cancelled twice")
                continue
            }
        }
    }

    @Test("Before a cancel of the job: each verdict counts once")
    func thenTheJob() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 4, JobOptions(concurrency: 2))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        try await fixture.cancel(node: 1, of: id)
        try await fixture.cancel(node: 4, of: id)
        #expect(try await fixture.cancel(id) == [EngineFixture.name(2)])
        let open = try #require(fixture.manager.snapshot(of: id))
        #expect(open.verdicts == [.neverStarted: 2] && open.awaitedVerdicts == 2)
        try await fixture.collector.state.until { $0.stopped.count == 2 }
        for number in 1...2 { fixture.collector.answer(try EngineFixture.name(number), .stopped()) }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.manager.snapshot(of: id)?.verdicts == [.neverStarted: 2, .terminated: 2])
    }

    @Test("One whose claim is on its way to the store")
    func whileClaiming() async throws {
        let held = Observed(false)
        let gate = Observed(false)
        var store = ScriptedStore()
        store.after = { call in
            guard case .claim = call else { return }
            held.change { $0 = true }
            try? await gate.until { $0 }
        }
        let fixture = EngineFixture(store: store)
        let id = try await fixture.start(nodes: 1)
        try await held.until { $0 }
        #expect(try await fixture.cancel(node: 1, of: id))
        #expect(fixture.manager.snapshot(of: id)?.counts == JobCounts(cancelled: 1))
        gate.change { $0 = true }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.manager.snapshot(of: id)?.counts == JobCounts(cancelled: 1))
        #expect(try await fixture.node(1, of: id).verdict != nil)
    }
}
