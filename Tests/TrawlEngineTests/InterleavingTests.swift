import Testing
import TrawlDomain
import TrawlEngine
import TrawlStore
import TrawlTestKit

/// Completions, failures, timeouts, deadlines, cancels and hang-ups in random orders, through the real engine.
///
/// The orders come from a seed, the threads add their own. What must hold afterwards is read from the journal.
@Suite("Random orders", .timeLimit(.minutes(5)))
struct InterleavingTests {
    @Test(
        "Whatever happens in whatever order, what is stored holds together",
        arguments: 0..<TortureSize.of(1000, torture: 10_000)
    )
    func holdsTogether(seed: Int) async throws {
        var random = SeededRandom(seed: UInt64(seed))
        let count = Int.random(in: 1...12, using: &random)
        let options = JobOptions(
            concurrency: Int.random(in: 1...6, using: &random),
            nodeTimeout: .seconds(20),
            deadline: Bool.random(using: &random) ? .seconds(Int.random(in: 5...120, using: &random)) : nil,
            retries: Int.random(in: 0...2, using: &random),
            maxFailures: Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : nil
        )
        let deaf = Int.random(in: 0...3, using: &random)
        let fixture = EngineFixture(
            // One node in four does not hear that it is to stop; the others end in different ways.
            collector: FakeCollector(onStop: { assignment in
                switch (assignment.target.port + deaf + assignment.target.name.description.utf8.count) % 4 {
                case 0: nil
                case 1: .stopped(.killed)
                case 2: .succeeded
                default: .stopped(.terminated)
                }
            }),
            jitter: { 0.5 }
        )
        let id = try await fixture.start(nodes: count, options)
        let end = Observed<RunEnd?>(nil)
        let waiting = Task {
            let result = await fixture.manager.waitUntilSettled(id)
            end.change { $0 = result }
        }

        // One cancel at most is accepted; when it comes, and whether a hang-up follows, is left to the seed.
        let cancelAt = Bool.random(using: &random) ? Int.random(in: 0...30, using: &random) : nil
        let hangsUp = Int.random(in: 0...3, using: &random) == 0
        var cancelled: CancelAnswer?
        var cancelledNodes = 0
        var step = 0
        while end.value == nil {
            if Int.random(in: 0..<20, using: &random) == 0 {
                let name = try EngineFixture.name(.random(in: 1...count, using: &random))
                if case .accepted = try await fixture.manager.cancelNode(name, of: id, by: fixture.caller) {
                    cancelledNodes += 1
                }
            }
            if step == cancelAt {
                cancelled = try await fixture.manager.cancel(id, by: fixture.caller)
                if hangsUp { await fixture.manager.hangUp(id) }
            }
            act(on: fixture, using: &random, isLate: step > 60)
            if Bool.random(using: &random) { await Task.yield() }
            step += 1
        }
        await waiting.value
        #expect(end.value == .settled, "seed \(seed)")
        // What a deaf collector says after the end must change nothing.
        let nodes = try await fixture.store.nodes(of: id, NodeQuery())
        let events = try await fixture.store.events(of: id, after: 0, limit: .max)
        for key in fixture.collector.state.value.open.keys { fixture.collector.answer(key, .succeeded) }
        try await fixture.collector.state.until { $0.live == 0 }
        #expect(try await fixture.store.nodes(of: id, NodeQuery()) == nodes, "seed \(seed)")
        #expect(try await fixture.store.events(of: id, after: 0, limit: .max) == events, "seed \(seed)")
        try await check(fixture, id, nodes: nodes, events: events, cancelled: cancelled, cancelledNodes, seed: seed)
    }

    private func act(on fixture: EngineFixture, using random: inout SeededRandom, isLate: Bool) {
        let open = fixture.collector.state.value.open.keys.sorted {
            ($0.node, $0.attempt) < ($1.node, $1.attempt)
        }
        switch Int.random(in: 0..<(isLate ? 6 : 12), using: &random) {
        case 0, 1:
            fixture.clock.advance(by: .seconds(Int.random(in: 1...(isLate ? 30 : 4), using: &random)))
        case 2, 3:
            if let key = open.randomElement(using: &random) { fixture.collector.answer(key, .succeeded) }
        case 4:
            guard let key = open.randomElement(using: &random) else { return }
            fixture.collector.answer(key, .failed(.connectTimeout, retryable: true))
        case 5:
            guard let key = open.randomElement(using: &random) else { return }
            fixture.collector.answer(key, .failed(.authRejected))
        default:
            guard let key = open.randomElement(using: &random) else { return }
            let bytes = Int64.random(in: 0...1000, using: &random)
            fixture.collector.state.value.open[key]?.progress(NodeProgress(stage: .collecting, bytes: bytes))
        }
    }

    private func check(
        _ fixture: EngineFixture,
        _ id: JobID,
        nodes: [NodeRecord],
        events: [JobEvent],
        cancelled: CancelAnswer?,
        _ cancelledNodes: Int,
        seed: Int
    ) async throws {
        let job = try await fixture.job(id)
        let comment: Comment = "seed \(seed)"
        #expect(job.status.isFinal && job.isSettled, comment)

        // The counts are those of the nodes, in the store and in the picture in memory.
        var counts = JobCounts()
        for node in nodes { counts[node.status] += 1 }
        #expect(counts.allFinal, comment)
        #expect(job.counts == counts, comment)
        let snapshot = try #require(fixture.manager.snapshot(of: id))
        #expect(snapshot.counts == counts && snapshot.isSettled && snapshot.running.isEmpty, comment)
        #expect(snapshot.awaitedVerdicts == 0, comment)

        // Every step of every node is one of the table's, and nothing follows a final state but its verdict.
        var states: [NodeName: NodeStatus] = [:]
        var jobStatus = JobStatus.pending
        var jobMoves = 0
        for event in events {
            switch event.kind {
            case .node:
                let name = try #require(event.node)
                let next = try #require(NodeStatus(rawValue: event.status))
                let before = states[name] ?? .pending
                if next != before { #expect(Self.legal[before]?.contains(next) == true, comment) }
                if next == before { #expect(before.isFinal && event.cancelOutcome != nil, comment) }
                states[name] = next
            case .job:
                let next = try #require(JobStatus(rawValue: event.status))
                if next != jobStatus {
                    #expect(!jobStatus.isFinal, comment)
                    jobMoves += 1
                }
                jobStatus = next
            }
        }
        let audit = await fixture.store.audit(of: id, in: nil)
        #expect(audit.map(\.newStatus) == [.pending, .running, job.status], comment)
        #expect(jobMoves == 2, comment)

        // What the collector was asked to do is what the store had handed out, each attempt once.
        let starts = fixture.collector.state.value.starts
        #expect(Set(starts).count == starts.count, comment)
        for node in nodes {
            let attempts = starts.filter { $0.node == node.name }.map(\.attempt)
            #expect(attempts.max() ?? 0 <= node.attempt, comment)
            if node.attempt > 0, !attempts.contains(node.attempt) {
                #expect(node.verdict?.outcome == .neverStarted || node.verdict?.outcome == .unverified, comment)
            }
            #expect(node.attempt <= job.options.retries + 1, comment)
            if node.status == .cancelled { #expect(node.verdict != nil, comment) }
        }
        if case .accepted(let asCancelled, let running) = cancelled {
            #expect(job.isCancelled && job.status == asCancelled.status, comment)
            let verdicts = snapshot.verdicts.values.reduce(0, +)
            let judged = nodes.filter { $0.verdict != nil }.count
            #expect(verdicts >= running.count && verdicts <= judged, comment)
        } else {
            #expect(!job.isCancelled, comment)
            #expect(snapshot.verdicts.values.reduce(0, +) == cancelledNodes, comment)
        }
    }

    private static let legal: [NodeStatus: Set<NodeStatus>] = [
        .pending: [.running, .cancelled],
        .running: [.succeeded, .failed, .cancelled, .pending],
    ]
}
