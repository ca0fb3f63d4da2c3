import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

@Suite("The live view", .timeLimit(.minutes(1)))
struct LiveViewTests {
    @Test("Shows the longest silent node first, and bytes of running nodes too")
    func silentFirst() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 3)
        var assignments: [NodeAssignment] = []
        for number in 1...3 { assignments.append(try await fixture.collector.opened(EngineFixture.name(number))) }
        fixture.clock.advance(by: .seconds(10))
        assignments[0].progress(NodeProgress(stage: .collecting, stepsTotal: 4, activity: "uname -a", bytes: 5))
        fixture.clock.advance(by: .seconds(10))
        assignments[2].progress(NodeProgress(stage: .collecting, bytes: 7))
        fixture.clock.advance(by: .seconds(1))
        let snapshot = try #require(fixture.manager.snapshot(of: id))
        #expect(snapshot.running.map(\.name.description) == ["web2", "web1", "web3"])
        #expect(snapshot.running.map(\.silent) == [.seconds(21), .seconds(11), .seconds(1)])
        #expect(snapshot.running.map(\.elapsed) == [.seconds(21), .seconds(21), .seconds(21)])
        #expect(snapshot.running[1].progress.activity == "uname -a")
        #expect(snapshot.bytes == 12)
        #expect(snapshot.elapsed == .seconds(21))

        // The same report again is no sign of life.
        assignments[0].progress(NodeProgress(stage: .collecting, stepsTotal: 4, activity: "uname -a", bytes: 5))
        #expect(fixture.manager.snapshot(of: id)?.running[1].silent == .seconds(11))
        for number in 1...3 { fixture.collector.answer(try EngineFixture.name(number), .succeeded) }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let end = try #require(fixture.manager.snapshot(of: id))
        #expect(end.bytes == 300)
        #expect(end.running.isEmpty)
        fixture.clock.advance(by: .seconds(60))
        #expect(fixture.manager.snapshot(of: id)?.elapsed == .seconds(21))
    }

    @Test("Groups failures while the job runs")
    func failures() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: { assignment in
                let name = assignment.target.name.description
                switch name {
                case "web1": return nil
                case "web2": return .failed(.connectRefused, message: "nobody listens")
                default: return .failed(.authRejected, message: "\(name) at \(assignment.target.address) said no")
                }
            })
        )
        let id = try await fixture.start(nodes: 5)
        let snapshot = try await fixture.snapshot(of: id) { $0.counts.failed == 4 }
        #expect(snapshot.failures.map(\.code) == [.authRejected, .connectRefused])
        #expect(Set(snapshot.failures[0].nodes.map(\.description)) == ["web3", "web4", "web5"])
        #expect(!snapshot.isSettled)
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
    }

    @Test("Its signal comes at once and at changes, and ends with the job, for late viewers too")
    func signal() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 1)
        let changes = fixture.manager.changes(of: id)
        let assignment = try await fixture.collector.opened(EngineFixture.name(1))
        let stage = try await fixture.snapshot(of: id) { snapshot in
            if snapshot.running.first?.progress.stage != .login { assignment.progress(NodeProgress(stage: .login)) }
            return snapshot.running.first?.progress.stage == .login
        }
        #expect(stage.status == .running)
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        var last: JobSnapshot?
        for await _ in changes { last = fixture.manager.snapshot(of: id) }
        #expect(last?.isSettled == true)
        var signals = 0
        for await _ in fixture.manager.changes(of: id) { signals += 1 }
        #expect(signals == 1)
    }

    @Test("Changed progress goes to the store every five seconds, in one call")
    func noted() async throws {
        let calls = Observed(0)
        var store = ScriptedStore()
        store.after = { call in if call == .noteProgress { calls.change { $0 += 1 } } }
        let fixture = EngineFixture(store: store)
        let id = try await fixture.start(nodes: 3)
        for number in 1...3 {
            try await fixture.collector.opened(EngineFixture.name(number))
                .progress(NodeProgress(stage: .collecting, stepsDone: 1, stepsTotal: 2, bytes: Int64(number)))
        }
        for _ in 1...5 {
            #expect(calls.value == 0)
            try await fixture.clock.sleepers(atLeast: 1)
            fixture.clock.advance(by: .seconds(1))
        }
        try await calls.until { $0 == 1 }
        #expect(try await fixture.store.nodes(of: id, NodeQuery()).map(\.bytes) == [1, 2, 3])
        #expect(try await fixture.node(1, of: id).stage == .collecting)

        // Nothing changed: nothing is written.
        for _ in 1...5 {
            try await fixture.clock.sleepers(atLeast: 1)
            fixture.clock.advance(by: .seconds(1))
        }
        try await fixture.collector.opened(EngineFixture.name(2)).progress(NodeProgress(stage: .sealing, bytes: 9))
        try await fixture.letProgressBeNoted()
        try await calls.until { $0 >= 2 }
        #expect(calls.value == 2)
        #expect(try await fixture.node(2, of: id).bytes == 9)
        for number in 1...3 { fixture.collector.answer(try EngineFixture.name(number), .succeeded) }
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
    }
}
