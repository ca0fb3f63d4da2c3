import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

@Suite("The places that all jobs share", .timeLimit(.minutes(1)))
struct SlotTests {
    @Test("All jobs together stay within the limit, and all of them end")
    func limit() async throws {
        let fixture = EngineFixture(concurrency: 3)
        let ids = [
            try await fixture.start(nodes: 8, JobOptions(concurrency: 5)),
            try await fixture.start(nodes: 8, from: 11, JobOptions(concurrency: 5)),
            try await fixture.start(nodes: 2, from: 21),
        ]
        var answered = 0
        while answered < 18 {
            try await fixture.collector.state.until { !$0.open.isEmpty }
            guard let key = fixture.collector.state.value.open.keys.first else { continue }
            fixture.collector.answer(key, .succeeded)
            answered += 1
        }
        for id in ids { #expect(await fixture.manager.waitUntilSettled(id) == .settled) }
        #expect(fixture.collector.state.value.peak <= 3)
        #expect(fixture.manager.gauges().attempts == 0)
    }

    @Test("A small job that comes late gets the next place, before a large one's next node")
    func fair() async throws {
        let fixture = EngineFixture(concurrency: 2)
        let large = try await fixture.start(nodes: 50, JobOptions(concurrency: 50))
        try await fixture.collector.starts(atLeast: 2)
        #expect(fixture.manager.gauges().attempts == 2)
        let small = try await fixture.start(nodes: 1, from: 100)
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        // Which of the two places comes free does not matter: the small job holds none.
        try await fixture.collector.opened(EngineFixture.name(100))
        fixture.collector.answer(try EngineFixture.name(100), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(small) == .settled)
        try await fixture.cancel(large)
        #expect(await fixture.manager.waitUntilSettled(large) == .settled)
    }

    @Test("A job that is cancelled while it waits leaves its place to others")
    func cancelledWhileWaiting() async throws {
        let fixture = EngineFixture(concurrency: 1)
        let first = try await fixture.start(nodes: 1)
        try await fixture.collector.opened(EngineFixture.name(1))
        let waiting = try await fixture.start(nodes: 1, from: 2)
        let last = try await fixture.start(nodes: 1, from: 3)
        try await fixture.cancel(waiting)
        #expect(await fixture.manager.waitUntilSettled(waiting) == .settled)
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(first) == .settled)
        try await fixture.collector.opened(EngineFixture.name(3))
        fixture.collector.answer(try EngineFixture.name(3), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(last) == .settled)
    }

    @Test("The gauges tell what goes on")
    func gauges() async throws {
        let fixture = EngineFixture(concurrency: 2)
        let id = try await fixture.start(nodes: 3)
        let assignment = try await fixture.collector.opened(EngineFixture.name(1))
        try await fixture.collector.opened(EngineFixture.name(2))
        assignment.progress(NodeProgress(stage: .collecting))
        let gauges = fixture.manager.gauges()
        #expect(gauges.jobs == 1 && gauges.attempts == 2 && gauges.attemptLimit == 2)
        #expect(gauges.nodes == JobCounts(pending: 1, running: 2))
        #expect(gauges.stages == [.collecting: 1, .queued: 1])
        try await fixture.cancel(id)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let after = fixture.manager.gauges()
        #expect(after.jobs == 0 && after.nodes == JobCounts() && after.stages.isEmpty)
        #expect(after.verdictTimes[.terminated]?.total == 2 && after.endedAttempts == JobCounts(cancelled: 2))
        #expect(after.stageTimes[.collecting]?.total == 1 && after.stageTimes[.queued]?.total == 2)
        #expect(after.keptBytes == 80)
    }

    @Test(
        "While new work is held nothing starts, what runs goes on, and all of it goes on by itself",
        arguments: [nil, 3]
    )
    func held(_ limit: Int?) async throws {
        let fixture = EngineFixture(concurrency: limit)
        let running = try await fixture.start(nodes: 2, JobOptions(concurrency: 1))
        try await fixture.collector.opened(EngineFixture.name(1))
        fixture.manager.hold(because: "The disk is full.")
        await #expect(throws: StoreError(code: .full, message: "The disk is full.")) {
            _ = try await fixture.submit(nodes: 1, from: 20)
        }
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        try await eventually("the end of what ran") { fixture.manager.snapshot(of: running)?.counts.succeeded == 1 }
        #expect(fixture.manager.snapshot(of: running)?.counts.pending == 1)
        #expect(fixture.manager.gauges().attempts == 0)
        // Said again, as whoever watches the disk does.
        fixture.manager.hold(because: "The disk is full.")
        fixture.manager.hold(because: nil)
        try await fixture.collector.opened(EngineFixture.name(2))
        fixture.collector.answer(try EngineFixture.name(2), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(running) == .settled)
        #expect(fixture.manager.gauges().attempts == 0)
    }
}
