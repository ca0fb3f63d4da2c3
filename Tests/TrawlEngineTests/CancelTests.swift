import Testing
import TrawlDomain
import TrawlEngine
import TrawlStore
import TrawlTestKit

@Suite("Cancel", .timeLimit(.minutes(1)))
struct CancelTests {
    @Test("Before the run: final and settled at once, and never run")
    func beforeRun() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.submit(nodes: 2)
        #expect(try await fixture.cancel(id).isEmpty)
        guard case .refused(current: .cancelled) = try await fixture.manager.run(id, by: fixture.caller) else {
            Issue.record("a cancelled job was run")
            return
        }
        #expect(try await fixture.job(id).isSettled)
        #expect(fixture.collector.state.value.starts.isEmpty)
        #expect(try await fixture.node(1, of: id).verdict?.outcome == .neverStarted)
    }

    @Test("While running: what runs is told why, gets its verdict in the clock's time, and nothing else starts")
    func whileRunning() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 5, JobOptions(concurrency: 2))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        #expect(try await fixture.cancel(id) == [EngineFixture.name(1), EngineFixture.name(2)])

        let open = try #require(fixture.manager.snapshot(of: id))
        #expect(open.status == .cancelled)
        #expect(open.isCancelled)
        #expect(open.counts == JobCounts(cancelled: 5))
        #expect(open.verdicts == [.neverStarted: 3])
        #expect(open.awaitedVerdicts == 2)
        #expect(open.running.count == 2)
        #expect(!open.isSettled)
        #expect(try await fixture.job(id).isSettled == false)

        fixture.clock.advance(by: .milliseconds(250))
        fixture.collector.answer(try EngineFixture.name(1), .stopped(.terminated))
        _ = try await fixture.snapshot(of: id) { $0.awaitedVerdicts == 1 }
        fixture.clock.advance(by: .milliseconds(750))
        fixture.collector.answer(try EngineFixture.name(2), .stopped(.killed))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)

        #expect(fixture.collector.state.value.starts.count == 2)
        #expect(fixture.collector.state.value.stopped.values.allSatisfy { $0 == .cancelled })
        let first = try await fixture.node(1, of: id)
        #expect(first.status == .cancelled)
        #expect(first.verdict == CancelVerdict(outcome: .terminated, duration: .milliseconds(250)))
        #expect(first.bytes == 40)
        let second = try await fixture.node(2, of: id).verdict
        #expect(second == CancelVerdict(outcome: .killed, duration: .milliseconds(1000)))
        #expect(try await fixture.job(id).isSettled)
        let settled = try #require(fixture.manager.snapshot(of: id))
        #expect(settled.verdicts == [.neverStarted: 3, .terminated: 1, .killed: 1])
        #expect(settled.awaitedVerdicts == 0)
        #expect(settled.isSettled)
        #expect(settled.elapsed == .seconds(1))
    }

    @Test("A verdict's time ends when it was reached, not when the attempt's files were sealed too")
    func verdictTime() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 1)
        try await fixture.collector.opened(EngineFixture.name(1))
        try await fixture.cancel(id)
        try await fixture.collector.state.until { !$0.stopped.isEmpty }
        fixture.clock.advance(by: .seconds(9))
        var report = NodeReport.stopped(.terminated)
        report.verdict?.duration = .milliseconds(40)
        fixture.collector.answer(try EngineFixture.name(1), report)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.node(1, of: id).verdict?.duration == .milliseconds(40))
    }

    @Test("A node that had succeeded stays so, and the job is PARTIAL")
    func partial() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 2))
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        try await fixture.collector.opened(EngineFixture.name(3))
        try await fixture.cancel(id)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.statuses(of: id) == [.succeeded, .cancelled, .cancelled])
        #expect(try await fixture.job(id).status == .partial)
        #expect(try await fixture.node(1, of: id).verdict == nil)
        #expect(fixture.manager.snapshot(of: id)?.verdicts == [.terminated: 2])
    }

    @Test("During a back-off: the node never comes back")
    func duringBackOff() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: { $0.attempt == 1 ? .failed(.connectTimeout, retryable: true) : nil })
        )
        let id = try await fixture.start(nodes: 1, JobOptions(retries: 1))
        try await fixture.collector.starts(atLeast: 1)
        _ = try await fixture.snapshot(of: id) { $0.counts.pending == 1 }
        #expect(try await fixture.cancel(id).isEmpty)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        fixture.clock.advance(by: .seconds(3600))
        #expect(fixture.collector.state.value.starts.count == 1)
        #expect(try await fixture.job(id).status == .cancelled)
    }

    @Test("Twice: the second is refused and changes nothing")
    func twice() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 1)
        try await fixture.collector.opened(EngineFixture.name(1))
        try await fixture.cancel(id)
        guard case .refused(let job) = try await fixture.manager.cancel(id, by: fixture.caller) else {
            Issue.record("the second cancel was accepted")
            return
        }
        #expect(job.status == .cancelled)
        fixture.collector.answer(try EngineFixture.name(1), .stopped())
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(await fixture.store.audit(of: id, in: nil).map(\.newStatus) == [.pending, .running, .cancelled])
    }

    @Test("After the end: refused")
    func afterEnd() async throws {
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }))
        let id = try await fixture.start(nodes: 1)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        guard case .refused(let job) = try await fixture.manager.cancel(id, by: fixture.caller) else {
            Issue.record("a cancel after the end was accepted")
            return
        }
        #expect(job.status == .succeeded)
        #expect(!job.isCancelled)
    }

    @Test("A success on its way to the store when the cancel is stored becomes the verdict finished_first")
    func finishedFirst() async throws {
        let gate = Observed(false)
        let arrived = Observed(false)
        var store = ScriptedStore()
        store.before = { call throws(StoreError) in
            guard case .finish = call else { return }
            arrived.change { $0 = true }
            try? await gate.until { $0 }
        }
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }), store: store)
        let id = try await fixture.start(nodes: 1)
        try await arrived.until { $0 }
        #expect(try await fixture.cancel(id).count == 1)
        #expect(fixture.manager.snapshot(of: id)?.awaitedVerdicts == 1)
        gate.change { $0 = true }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let node = try await fixture.node(1, of: id)
        #expect(node.status == .cancelled)
        #expect(node.verdict?.outcome == .finishedFirst)
        #expect(node.bytes == 100)
        #expect(fixture.manager.snapshot(of: id)?.bytes == 100)
    }

    @Test("A node whose claim is stored, but not yet known, when the cancel comes is never started")
    func claimInFlight() async throws {
        let gate = Observed(false)
        let arrived = Observed(false)
        var store = ScriptedStore()
        store.after = { call in
            guard case .claim = call else { return }
            arrived.change { $0 = true }
            try? await gate.until { $0 }
        }
        let fixture = EngineFixture(store: store)
        let id = try await fixture.start(nodes: 1)
        try await arrived.until { $0 }
        #expect(try await fixture.cancel(id).count == 1)
        gate.change { $0 = true }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.starts.isEmpty)
        #expect(try await fixture.node(1, of: id).verdict?.outcome == .neverStarted)
        #expect(fixture.manager.snapshot(of: id)?.verdicts == [.neverStarted: 1])
        #expect(fixture.manager.snapshot(of: id)?.counts == JobCounts(cancelled: 1))
    }

    @Test("A report without a verdict is finished_first where it ended by itself, else unverified")
    func withoutVerdict() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 3)
        for number in 1...3 { try await fixture.collector.opened(EngineFixture.name(number)) }
        try await fixture.cancel(id)
        var stopped = NodeReport.stopped()
        stopped.verdict = nil
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        fixture.collector.answer(try EngineFixture.name(2), .failed(.stepFailed))
        fixture.collector.answer(try EngineFixture.name(3), stopped)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let verdicts = try await fixture.store.nodes(of: id, NodeQuery()).map(\.verdict?.outcome)
        #expect(verdicts == [.finishedFirst, .finishedFirst, .unverified])
        #expect(try await fixture.statuses(of: id) == [.cancelled, .cancelled, .cancelled])
    }

    @Test("A collector that ignores its cancellation is given up, and what it says later changes nothing")
    func settleLimit() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 1)
        try await fixture.collector.opened(EngineFixture.name(1))
        try await fixture.cancel(id)
        try await fixture.collector.state.until { !$0.stopped.isEmpty }
        fixture.clock.advance(by: .seconds(29))
        #expect(fixture.manager.snapshot(of: id)?.isSettled == false)
        fixture.clock.advance(by: .seconds(1))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let node = try await fixture.node(1, of: id)
        #expect(node.verdict?.outcome == .unverified)
        #expect(node.verdict?.duration == .seconds(30))
        #expect(node.verdict?.detail?.contains("30 s") == true)
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        try await fixture.collector.state.until { $0.live == 0 }
        #expect(try await fixture.node(1, of: id) == node)
    }

    @Test("A hang-up settles at once, with what is not known said so")
    func hangUp() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(nodes: 4, JobOptions(concurrency: 2))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        await fixture.manager.hangUp(id)
        #expect(fixture.manager.snapshot(of: id)?.status == .running)
        try await fixture.cancel(id)
        fixture.collector.answer(try EngineFixture.name(1), .stopped(.killed))
        _ = try await fixture.snapshot(of: id) { $0.awaitedVerdicts == 1 }
        await fixture.manager.hangUp(id)
        #expect(try await fixture.job(id).isSettled)
        #expect(fixture.manager.snapshot(of: id)?.verdicts == [.neverStarted: 2, .killed: 1, .unverified: 1])
        #expect(try await fixture.node(2, of: id).verdict?.outcome == .unverified)
        await fixture.manager.hangUp(id)
    }

    @Test("A hang-up that overtakes its cancel holds for it")
    func hangUpOvertakes() async throws {
        let gate = Observed(false)
        let arrived = Observed(false)
        var store = ScriptedStore()
        store.before = { call throws(StoreError) in
            guard call == .cancelJob else { return }
            arrived.change { $0 = true }
            try? await gate.until { $0 }
        }
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }), store: store)
        let id = try await fixture.start(nodes: 1)
        try await fixture.collector.opened(EngineFixture.name(1))
        async let running = fixture.cancel(id)
        try await arrived.until { $0 }
        await fixture.manager.hangUp(id)
        gate.change { $0 = true }
        #expect(try await running.count == 1)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.node(1, of: id).verdict?.outcome == .unverified)
    }

    @Test("A cancel that another process stored is noticed when a claim is refused")
    func cancelledElsewhere() async throws {
        let fixture = EngineFixture(collector: FakeCollector())
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 2))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        guard
            case .accepted = await fixture.store.memory.cancelJob(
                id,
                by: fixture.caller,
                at: EngineFixture.moment
            )
        else {
            Issue.record("the cancel was not accepted")
            return
        }
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.stopped.count == 1)
        let verdicts = try await fixture.store.nodes(of: id, NodeQuery()).map(\.verdict?.outcome)
        #expect(verdicts == [.finishedFirst, .terminated, .neverStarted])
        #expect(try await fixture.job(id).isSettled)
    }
}
