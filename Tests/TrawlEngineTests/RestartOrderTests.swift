import Testing
import TrawlDomain
import TrawlEngine
import TrawlStore
import TrawlTestKit

/// Kills, shutdowns and cancels at random moments, one process after another over one store.
///
/// A process that was killed is one whose store takes nothing from it any more.
@Suite("Random restarts", .timeLimit(.minutes(5)))
struct RestartOrderTests {
    private struct Life {
        let fixture: EngineFixture
        let isDead: Observed<Bool>

        init(_ memory: MemoryJobStore) {
            let isDead = Observed(false)
            var store = ScriptedStore(memory: memory)
            store.before = { _ throws(StoreError) in
                guard isDead.value else { return }
                throw StoreError(code: .broken, message: "This process is dead.")
            }
            self.isDead = isDead
            fixture = EngineFixture(store: store, jitter: { 0.5 })
        }
    }

    @Test("However often it is killed, the job ends, and its trail has each transition once", arguments: 0..<150)
    func ends(seed: Int) async throws {
        var random = SeededRandom(seed: UInt64(seed) &+ 77_000)
        let memory = MemoryJobStore()
        var life = Life(memory)
        let options = JobOptions(
            concurrency: Int.random(in: 1...4, using: &random),
            nodeTimeout: .seconds(20),
            retries: Int.random(in: 0...2, using: &random),
            maxFailures: Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : nil
        )
        let count = Int.random(in: 1...8, using: &random)
        let id = try await life.fixture.submit(nodes: count, options, custody: .service)
        // Some die between the two.
        if Int.random(in: 0...5, using: &random) > 0 {
            _ = try await life.fixture.manager.run(id, by: life.fixture.caller)
        }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            try await live(life, id, count, using: &random)
            if Bool.random(using: &random) {
                await life.fixture.manager.shutdown(grace: .seconds(5))
            }
            life.isDead.change { $0 = true }
            life = Life(memory)
            _ = try await life.fixture.manager.recover(.takeUp, by: life.fixture.caller)
        }
        if try await memory.job(id)?.isSettled == false {
            let end = Observed<RunEnd?>(nil)
            let waiting = Task { [fixture = life.fixture] in
                let result = await fixture.manager.waitUntilSettled(id)
                end.change { $0 = result }
            }
            while end.value == nil { try await live(life, id, count, steps: 3, using: &random) }
            await waiting.value
            #expect(end.value == .settled, "seed \(seed)")
        }
        try await check(memory, id, seed)
    }

    private func live(
        _ life: Life,
        _ id: JobID,
        _ count: Int,
        steps: Int? = nil,
        using random: inout SeededRandom
    ) async throws {
        let fixture = life.fixture
        for _ in 0..<(steps ?? Int.random(in: 0...25, using: &random)) {
            let open = fixture.collector.state.value.open.keys.sorted {
                ($0.node, $0.attempt) < ($1.node, $1.attempt)
            }
            let key = open.randomElement(using: &random)
            switch Int.random(in: 0..<40, using: &random) {
            case 0: _ = try await fixture.manager.cancel(id, by: fixture.caller)
            case 1:
                let name = try EngineFixture.name(.random(in: 1...count, using: &random))
                _ = try await fixture.manager.cancelNode(name, of: id, by: fixture.caller)
            case 2..<10: fixture.clock.advance(by: .seconds(Int.random(in: 1...3, using: &random)))
            case 10..<18: if let key { fixture.collector.answer(key, .succeeded) }
            case 18..<21: if let key { fixture.collector.answer(key, .failed(.connectTimeout, retryable: true)) }
            case 21: if let key { fixture.collector.answer(key, .failed(.authRejected)) }
            default: await Task.yield()
            }
        }
    }

    private func check(_ memory: MemoryJobStore, _ id: JobID, _ seed: Int) async throws {
        let comment: Comment = "seed \(seed)"
        let job = try #require(await memory.job(id), comment)
        let nodes = try await memory.nodes(of: id, NodeQuery())
        #expect(job.status.isFinal && job.isSettled, comment)
        #expect(nodes.allSatisfy { $0.status.isFinal }, comment)
        #expect(nodes.allSatisfy { $0.status != .cancelled || $0.verdict != nil }, comment)
        #expect(nodes.allSatisfy { $0.tries <= job.options.retries + 1 }, comment)
        let trail = await memory.audit(of: id, in: nil).map(\.newStatus)
        #expect(trail == [.pending, .running, job.status] || trail == [.pending, .cancelled], comment)
        var states: [NodeName: NodeStatus] = [:]
        for event in await memory.events(of: id, after: 0, limit: .max) where event.kind == .node {
            let name = try #require(event.node)
            let next = try #require(NodeStatus(rawValue: event.status))
            let before = states[name] ?? .pending
            #expect(!before.isFinal || next == before, comment)
            states[name] = next
        }
    }
}
