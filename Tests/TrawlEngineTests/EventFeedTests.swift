import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

@Suite("The event feed", .timeLimit(.minutes(1)))
struct EventFeedTests {
    private struct Told: Sendable {
        var sequence: Int64
        var entry: FeedEvent
    }

    private func feed(
        _ fixture: EngineFixture,
        mostKept: Int = 4096,
        clock: any Clock<Duration> = ContinuousClock()
    ) -> EventFeed<String> {
        EventFeed(
            store: fixture.store,
            manager: fixture.manager,
            clock: clock,
            mostKept: mostKept,
            frames: FeedFrames(
                event: { "\($0.event.node?.description ?? "job") \($0.event.status)" },
                progress: { "\($0.counts.final)" }
            )
        )
    }

    /// Follows to the end; answers everything that was told, in order.
    private func follow(_ subscription: EventSubscription<String>, after start: Int64) async throws -> [String] {
        var sequence = start
        var told: [String] = []
        for await _ in subscription.changes() {
            while true {
                let page = try await subscription.page(after: sequence, limit: 7)
                for (number, frame) in page.frames {
                    #expect(number > sequence)
                    sequence = number
                    told.append(frame)
                }
                if page.isLast { return told }
                if page.frames.isEmpty { break }
            }
        }
        let rest = try await subscription.page(after: sequence, limit: 1_000)
        return told + rest.frames.map(\.frame)
    }

    private func journal(_ fixture: EngineFixture, _ id: JobID, after sequence: Int64 = 0) async throws -> [String] {
        try await fixture.store.events(of: id, after: sequence, limit: 10_000).map {
            "\($0.node?.description ?? "job") \($0.status)"
        }
    }

    @Test("Tells a running job's journal whole and in order to everyone, wherever they begin")
    func wholeJournal() async throws {
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }))
        let id = try await fixture.submit(nodes: 60)
        // So few are kept that those who begin late must read the journal.
        let feed = feed(fixture, mostKept: 16)
        async let early = follow(try await feed.follow(id), after: 0)
        guard case .moved = try await fixture.manager.run(id, by: fixture.caller) else {
            Issue.record("the job was not run")
            return
        }
        async let second = follow(try await feed.follow(id), after: 0)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let late = try await follow(try await feed.follow(id), after: 0)
        let whole = try await journal(fixture, id)
        #expect(whole.count > 120)
        #expect(try await early == whole)
        #expect(try await second == whole)
        #expect(late == whole)
    }

    @Test("Begins behind any entry")
    func resume() async throws {
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }))
        let id = try await fixture.start(nodes: 5)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let feed = feed(fixture)
        for event in try await fixture.store.events(of: id, after: 0, limit: 100) {
            let told = try await follow(try await feed.follow(id), after: event.sequence)
            #expect(told == (try await journal(fixture, id, after: event.sequence)))
        }
    }

    @Test("Ends for a job that was deleted or never was")
    func noJob() async throws {
        let fixture = EngineFixture()
        let id = JobID(milliseconds: 1, entropy: (1, 2))
        #expect(try await follow(try await feed(fixture).follow(id), after: 0).isEmpty)
    }

    @Test("What is told with an entry is never older than it")
    func records() async throws {
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }))
        let id = try await fixture.start(nodes: 20)
        let feed = EventFeed<Told>(
            store: fixture.store,
            manager: fixture.manager,
            clock: ContinuousClock(),
            frames: FeedFrames(
                event: { Told(sequence: $0.event.sequence, entry: $0) },
                progress: { _ in
                    Told(
                        sequence: 0,
                        entry: FeedEvent(
                            JobEvent(sequence: 0, jobID: id, kind: .job, occurredAt: EngineFixture.moment, status: "")
                        )
                    )
                }
            )
        )
        let subscription = try await feed.follow(id)
        var nodes: [NodeName: NodeRecord] = [:]
        var job: Job?
        var sequence: Int64 = 0
        for await _ in subscription.changes() {
            for (number, told) in try await subscription.page(after: sequence, limit: 1_000).frames {
                sequence = number
                if let node = told.entry.node { nodes[node.name] = node }
                job = told.entry.job ?? job
            }
        }
        for (number, told) in try await subscription.page(after: sequence, limit: 1_000).frames {
            sequence = number
            if let node = told.entry.node { nodes[node.name] = node }
            job = told.entry.job ?? job
        }
        #expect(job == (try await fixture.job(id)))
        let stored = try await fixture.store.nodes(of: id, NodeQuery())
        #expect(stored.allSatisfy { nodes[$0.name] == $0 })
        #expect(nodes.count == 20)
    }

    @Test("A store that cannot be read for a moment ends no stream, and nothing is missing from it")
    func transientFailure() async throws {
        let broken = StoreError(code: .broken, message: "The disk said no.")
        let left = Observed(0)
        var store = ScriptedStore()
        store.beforeEvents = { () throws(StoreError) in
            let fails = left.change { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            if fails { throw broken }
        }
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }), store: store)
        let id = try await fixture.submit(nodes: 5)
        let feed = feed(fixture)
        let subscription = try await feed.follow(id)
        left.change { $0 = 3 }
        guard case .moved = try await fixture.manager.run(id, by: fixture.caller) else {
            Issue.record("the job was not run")
            return
        }
        let told = try await follow(subscription, after: subscription.startedAt)
        #expect(left.value == 0)
        #expect(told == (try await journal(fixture, id, after: subscription.startedAt)))
        #expect(told.count > 10)
    }

    @Test("A store that stays unreadable ends the streams with its error; who follows after that begins anew")
    func lastingFailure() async throws {
        let broken = StoreError(code: .broken, message: "The disk said no.")
        let isBroken = Observed(true)
        var store = ScriptedStore()
        store.beforeEvents = { () throws(StoreError) in if isBroken.value { throw broken } }
        let fixture = EngineFixture(collector: FakeCollector(script: { _ in .succeeded }), store: store)
        let id = try await fixture.start(nodes: 3)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let clock = ManualClock()
        let feed = feed(fixture, clock: clock)
        let first = try await feed.follow(id)
        let moving = Task {
            while true {
                try await clock.sleepers(atLeast: 1)
                clock.advanceToNext()
            }
        }
        for await _ in first.changes() {}
        moving.cancel()
        await #expect(throws: broken) { try await first.page(after: first.startedAt) }
        isBroken.change { $0 = false }
        let second = try await feed.follow(id)
        #expect(try await follow(second, after: 0) == (try await journal(fixture, id)))
        withExtendedLifetime(first) {}
    }
}
