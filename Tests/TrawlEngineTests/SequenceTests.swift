import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

/// Every order in which a few things can happen to a job of two nodes, through the real engine.
@Suite("All orders of a few events", .timeLimit(.minutes(30)))
struct SequenceTests {
    /// What can happen; to a node that is not open it is nothing.
    private enum Event: CaseIterable {
        case firstSucceeds, secondSucceeds, firstFails, secondFailsForNow, jobIsCancelled, firstIsCancelled, timePasses
    }

    /// How many events follow each other at most.
    private static let longest = TortureSize.of(3, torture: 6)

    @Test("What is stored holds together, nothing starts after the cancel, and the job ends")
    func all() async throws {
        for length in 1...Self.longest {
            let count = (0..<length).reduce(1) { product, _ in product * Event.allCases.count }
            for number in 0..<count { try await play(Self.sequence(number, of: length)) }
        }
    }

    /// The events of the sequence with this number, as its digits.
    private static func sequence(_ number: Int, of length: Int) -> [Event] {
        var rest = number
        return (0..<length).map { _ in
            defer { rest /= Event.allCases.count }
            return Event.allCases[rest % Event.allCases.count]
        }
    }

    private func play(_ events: [Event]) async throws {
        let comment: Comment = "\(events)"
        let fixture = EngineFixture(jitter: { 0.5 })
        let options = JobOptions(concurrency: 2, nodeTimeout: .seconds(20), retries: 1)
        let id = try await fixture.start(nodes: 2, options)
        let first = try EngineFixture.name(1)
        let second = try EngineFixture.name(2)
        try await fixture.collector.starts(atLeast: 2)
        var isCancelled = false
        for event in events {
            switch event {
            case .firstSucceeds: answer(first, .succeeded, fixture)
            case .secondSucceeds: answer(second, .succeeded, fixture)
            case .firstFails: answer(first, .failed(.authRejected), fixture)
            case .secondFailsForNow: answer(second, .failed(.connectTimeout, retryable: true), fixture)
            case .jobIsCancelled:
                if case .accepted = try await fixture.manager.cancel(id, by: fixture.caller) { isCancelled = true }
            case .firstIsCancelled: _ = try await fixture.manager.cancelNode(first, of: id, by: fixture.caller)
            case .timePasses: fixture.clock.advance(by: .seconds(5))
            }
        }
        // What is left gets its time; a job always ends.
        let end = Observed<RunEnd?>(nil)
        let waiting = Task {
            let result = await fixture.manager.waitUntilSettled(id)
            end.change { $0 = result }
        }
        while end.value == nil {
            fixture.clock.advance(by: .seconds(5))
            await Task.yield()
        }
        await waiting.value
        #expect(end.value == .settled, comment)
        try await check(fixture, id, isCancelled: isCancelled, comment)
    }

    private func answer(_ node: NodeName, _ report: NodeReport, _ fixture: EngineFixture) {
        guard let key = fixture.collector.state.value.open.keys.first(where: { $0.node == node }) else { return }
        fixture.collector.answer(key, report)
    }

    private func check(
        _ fixture: EngineFixture,
        _ id: JobID,
        isCancelled: Bool,
        _ comment: Comment
    ) async throws {
        let job = try await fixture.job(id)
        let nodes = try await fixture.store.nodes(of: id, NodeQuery())
        #expect(job.status.isFinal && job.isSettled && job.isCancelled == isCancelled, comment)
        #expect(nodes.allSatisfy { $0.status.isFinal }, comment)
        #expect(nodes.allSatisfy { $0.status != .cancelled || $0.verdict != nil }, comment)
        // The table's moves only, nothing but a verdict after a final state, and no start once the job is over.
        var states: [NodeName: NodeStatus] = [:]
        var isOver = false
        for event in try await fixture.store.events(of: id, after: 0, limit: .max) {
            switch event.kind {
            case .job:
                isOver = try #require(JobStatus(rawValue: event.status)).isFinal
            case .node:
                let name = try #require(event.node)
                let next = try #require(NodeStatus(rawValue: event.status))
                let before = states[name] ?? .pending
                if next == before {
                    #expect(before.isFinal && event.cancelOutcome != nil, comment)
                } else {
                    #expect(NodeTransition.allCases.contains { (try? before.after($0)) == next }, comment)
                    #expect(!isOver || next != .running, comment)
                }
                states[name] = next
            }
        }
        let audit = await fixture.store.audit(of: id, in: nil)
        #expect(audit.map(\.newStatus) == [.pending, .running, job.status], comment)
        let starts = fixture.collector.state.value.starts
        #expect(Set(starts).count == starts.count, comment)
        for start in starts {
            #expect(nodes.contains { $0.name == start.node && $0.attempt >= start.attempt }, comment)
        }
    }
}
