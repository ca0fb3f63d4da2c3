import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlEngine

@Suite("Retries, deadlines and failure limits", .timeLimit(.minutes(1)))
struct DeadlineTests {
    @Test("A failure where another attempt can help is tried again after a rest, without a slot meanwhile")
    func retry() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: {
                $0.target.name.description == "web1" && $0.attempt < 3 ? .failed(.connectTimeout, retryable: true) : nil
            })
        )
        let id = try await fixture.start(nodes: 2, JobOptions(concurrency: 1, retries: 2))
        // The resting node has given its slot to the next.
        try await fixture.collector.opened(EngineFixture.name(2))
        fixture.collector.answer(try EngineFixture.name(2), .succeeded)
        _ = try await fixture.snapshot(of: id) { $0.counts == JobCounts(pending: 1, succeeded: 1) }
        fixture.clock.advance(by: .milliseconds(999))
        #expect(fixture.collector.state.value.starts.count == 2)
        fixture.clock.advance(by: .milliseconds(1))
        try await fixture.collector.starts(atLeast: 3)
        _ = try await fixture.snapshot(of: id) { $0.counts.pending == 1 }
        fixture.clock.advance(by: .milliseconds(1999))
        #expect(fixture.collector.state.value.starts.count == 3)
        fixture.clock.advance(by: .milliseconds(1))
        try await fixture.collector.opened(EngineFixture.name(1), attempt: 3)
        fixture.collector.answer(try EngineFixture.name(1), attempt: 3, .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.node(1, of: id).attempt == 3)
        #expect(try await fixture.job(id).status == .succeeded)
        #expect(fixture.manager.snapshot(of: id)?.failures.isEmpty == true)
    }

    @Test("The attempts come to an end")
    func attemptsEnd() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: { _ in .failed(.disconnected, retryable: true) })
        )
        let id = try await fixture.start(nodes: 1, JobOptions(retries: 1))
        try await fixture.collector.starts(atLeast: 1)
        _ = try await fixture.snapshot(of: id) { $0.counts.pending == 1 }
        fixture.clock.advance(by: .seconds(1))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let node = try await fixture.node(1, of: id)
        #expect(node.attempt == 2)
        #expect(node.failure?.code == .disconnected)
    }

    @Test("A rejected sign-in is never tried again")
    func rejected() async throws {
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .failed(.authRejected) }))
        let id = try await fixture.start(nodes: 1, JobOptions(retries: 5))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.node(1, of: id).attempt == 1)
    }

    @Test(
        "The rest doubles up to a minute",
        arguments: [(1, 0.5, 1.0), (2, 1, 2), (3, 2, 4), (4, 4, 8), (5, 8, 16), (6, 16, 32), (7, 30, 60), (99, 30, 60)]
    )
    func backOff(attempt: Int, shortest: Double, longest: Double) {
        #expect(BackOff(jitter: { 0 }).rest(afterAttempt: attempt) == .seconds(shortest))
        #expect(BackOff(jitter: { 1 }).rest(afterAttempt: attempt) == .seconds(longest))
    }

    @Test("A node that takes too long is stopped, and fails at the stage that it was in")
    func nodeTimeout() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 2, JobOptions(nodeTimeout: .seconds(60)))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        let first = try await fixture.collector.opened(EngineFixture.name(1))
        first.progress(NodeProgress(stage: .authenticating))
        fixture.clock.advance(by: .seconds(59))
        fixture.collector.answer(try EngineFixture.name(2), .succeeded)
        _ = try await fixture.snapshot(of: id) { $0.counts.succeeded == 1 }
        fixture.clock.advance(by: .seconds(1))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.stopped.values.map(\.self) == [.nodeTimeout])
        let node = try await fixture.node(1, of: id)
        #expect(node.status == .failed)
        #expect(node.failure?.code == .nodeTimeout)
        #expect(node.failure?.stage == .authenticating)
        #expect(node.failure?.message.contains("60 s") == true)
        #expect(node.verdict == CancelVerdict(outcome: .terminated, duration: .zero))
        #expect(node.bytes == 40)
        #expect(fixture.manager.snapshot(of: id)?.verdicts == [:])
    }

    @Test("A timeout may be tried again, once its attempt is known to be over")
    func timeoutRetry() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 1, JobOptions(nodeTimeout: .seconds(60), retries: 1))
        try await fixture.collector.opened(EngineFixture.name(1))
        fixture.clock.advance(by: .seconds(60))
        _ = try await fixture.snapshot(of: id) { $0.counts.pending == 1 }
        fixture.clock.advance(by: .seconds(1))
        try await fixture.collector.opened(EngineFixture.name(1), attempt: 2)
        fixture.collector.answer(try EngineFixture.name(1), attempt: 2, .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.job(id).status == .succeeded)
    }

    @Test("A collector that ignores its timeout holds neither its slot nor the job, and is not tried again")
    func timeoutIgnored() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in nil }))
        let id = try await fixture.start(
            nodes: 2,
            JobOptions(concurrency: 1, nodeTimeout: .seconds(60), retries: 3)
        )
        try await fixture.collector.opened(EngineFixture.name(1))
        fixture.clock.advance(by: .seconds(60))
        try await fixture.collector.state.until { !$0.stopped.isEmpty }
        fixture.clock.advance(by: .seconds(30))
        try await fixture.collector.opened(EngineFixture.name(2))
        fixture.collector.answer(try EngineFixture.name(2), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let node = try await fixture.node(1, of: id)
        #expect(node.failure?.code == .nodeTimeout)
        #expect(node.verdict?.outcome == .unverified)
        #expect(node.attempt == 1)
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
    }

    @Test("A success that comes while the attempt is being stopped is a success")
    func successAtTimeout() async throws {
        let fixture = EngineFixture(collector: FakeCollector(onStop: { _ in .succeeded }))
        let id = try await fixture.start(nodes: 1, JobOptions(nodeTimeout: .seconds(60)))
        try await fixture.collector.opened(EngineFixture.name(1))
        fixture.clock.advance(by: .seconds(60))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let node = try await fixture.node(1, of: id)
        #expect(node.status == .succeeded)
        #expect(node.verdict == nil)
    }

    @Test("The job's deadline skips what waits and stops what runs")
    func jobDeadline() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 4, JobOptions(concurrency: 2, deadline: .seconds(90), retries: 3))
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        for number in 2...3 { try await fixture.collector.opened(EngineFixture.name(number)) }
        fixture.clock.advance(by: .seconds(90))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.statuses(of: id) == [.succeeded, .failed, .failed, .cancelled])
        let nodes = try await fixture.store.nodes(of: id, NodeQuery())
        #expect(nodes.dropFirst().map(\.failure?.code) == [.jobDeadline, .jobDeadline, .jobDeadline])
        #expect(nodes[3].failure?.message.contains("90 s") == true)
        #expect(Set(fixture.collector.state.value.stopped.values) == [.jobDeadline])
        #expect(try await fixture.job(id).status == .partial)
        #expect(try await fixture.job(id).isCancelled == false)
        #expect(fixture.manager.snapshot(of: id)?.counts == JobCounts(succeeded: 1, failed: 2, cancelled: 1))
    }

    @Test("The job's deadline reaches nodes that rest")
    func deadlineDuringBackOff() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: { _ in .failed(.connectRefused, retryable: true) })
        )
        let id = try await fixture.start(nodes: 1, JobOptions(deadline: .milliseconds(500), retries: 3))
        try await fixture.collector.starts(atLeast: 1)
        _ = try await fixture.snapshot(of: id) { $0.counts.pending == 1 }
        fixture.clock.advance(by: .milliseconds(500))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.node(1, of: id).failure?.code == .jobDeadline)
        #expect(try await fixture.node(1, of: id).status == .cancelled)
    }

    @Test("After too many failures nothing starts, and what runs may finish")
    func maxFailures() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 6, JobOptions(concurrency: 3, maxFailures: 2))
        for number in 1...3 { try await fixture.collector.opened(EngineFixture.name(number)) }
        fixture.collector.answer(try EngineFixture.name(1), .failed(.stepFailed))
        try await fixture.collector.opened(EngineFixture.name(4))
        fixture.collector.answer(try EngineFixture.name(2), .failed(.stepFailed))
        let closed = try await fixture.snapshot(of: id) { $0.counts.cancelled == 2 }
        #expect(closed.counts == JobCounts(running: 2, failed: 2, cancelled: 2))
        fixture.collector.answer(try EngineFixture.name(3), .succeeded)
        fixture.collector.answer(try EngineFixture.name(4), .failed(.disconnected, retryable: true))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(fixture.collector.state.value.stopped.isEmpty)
        #expect(
            try await fixture.statuses(of: id) == [.failed, .failed, .succeeded, .failed, .cancelled, .cancelled]
        )
        #expect(try await fixture.node(6, of: id).failure?.code == .maxFailures)
        #expect(try await fixture.job(id).status == .partial)
    }

    @Test("A node that rests when too many others fail is skipped")
    func maxFailuresDuringBackOff() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 2, JobOptions(retries: 1, maxFailures: 1))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        fixture.collector.answer(try EngineFixture.name(1), .failed(.connectRefused, retryable: true))
        _ = try await fixture.snapshot(of: id) { $0.counts.pending == 1 }
        fixture.collector.answer(try EngineFixture.name(2), .failed(.authRejected))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.statuses(of: id) == [.cancelled, .failed])
        #expect(try await fixture.job(id).status == .failed)
    }
}
