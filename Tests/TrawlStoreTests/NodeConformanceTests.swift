import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Every store: nodes")
struct NodeConformanceTests {
    private let id = Fixture.id(1)

    @Test("A node is claimed once, and only while its job is RUNNING", arguments: StoreKind.allCases)
    func claim(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.claim(0, of: id).isNotFound)
            _ = try await store.create(Fixture.newJob(nodes: 2), as: id, by: Fixture.alice, at: Fixture.moment(0))
            #expect(try await store.claim(0, of: id).refusal == .pending)
            _ = try await store.startJob(id, by: Fixture.alice, at: Fixture.moment(1))
            #expect(try await store.claim(7, of: id).isNotFound)
            let node = try #require(await store.claim(0, of: id).value)
            #expect(node.status == .running)
            #expect(node.attempt == 1)
            #expect(node.startedAt == Fixture.moment(2))
            #expect(try await store.node(Fixture.name(0), of: id) == node)
            #expect(try await store.claim(0, of: id).refusal == .running)
            #expect(try await store.job(id)?.counts == JobCounts(pending: 1, running: 1))
        }
    }

    @Test("What an attempt came to is stored", arguments: StoreKind.allCases)
    func finish(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 3, claimed: 2)
            #expect(try await store.finish(9, of: id, .succeeded(Fixture.report())).isNotFound)
            #expect(try await store.finish(2, of: id, attempt: 0, .succeeded(Fixture.report())).refusal == .pending)
            let succeeded = try #require(await store.finish(0, of: id, .succeeded(Fixture.report(bytes: 500))).value)
            #expect(succeeded.status == .succeeded)
            #expect(succeeded.stage == .done)
            #expect(succeeded.finishedAt == Fixture.moment(3))
            #expect(succeeded.failure == nil)
            #expect(succeeded.stepsDone == 3 && succeeded.stepsTotal == 4 && succeeded.artifacts == 2)
            let result = NodeResult.failed(Fixture.failure, Fixture.report(bytes: 70, verdict: Fixture.verdict))
            let failed = try #require(await store.finish(1, of: id, result).value)
            #expect(failed.status == .failed)
            #expect(failed.stage == .connecting)
            #expect(failed.failure == Fixture.failure)
            #expect(failed.verdict == Fixture.verdict)
            #expect(try await store.node(Fixture.name(0), of: id) == succeeded)
            #expect(try await store.node(Fixture.name(1), of: id) == failed)
            #expect(try await store.finish(1, of: id, .succeeded(Fixture.report())).refusal == .failed)
            #expect(try await store.job(id)?.bytes == 570)
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("Another attempt counts up, and the first one can no longer end it", arguments: StoreKind.allCases)
    func requeue(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 1, claimed: 1)
            let requeued = try #require(
                await store.finish(0, of: id, .requeued(Fixture.failure, Fixture.report())).value
            )
            #expect(requeued.status == .pending)
            #expect(requeued.attempt == 1)
            #expect(requeued.failure == Fixture.failure)
            #expect(requeued.finishedAt == nil)
            try await store.expectTrueCounts(of: id)
            let again = try #require(await store.claim(0, of: id).value)
            #expect(again.attempt == 2)
            #expect(again.failure == nil)
            #expect(again.bytes == 0)
            #expect(try await store.finish(0, of: id, attempt: 1, .succeeded(Fixture.report())).refusal == .running)
            #expect(try await store.finish(0, of: id, attempt: 3, .succeeded(Fixture.report())).refusal == .running)
            #expect(try await store.node(Fixture.name(0), of: id) == again)
            _ = try #require(await store.finish(0, of: id, attempt: 2, .succeeded(Fixture.report())).value)
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("Nodes that have not started are skipped with the reason, the others go on", arguments: StoreKind.allCases)
    func skipPending(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.skipPending(of: id, because: Fixture.reason, at: Fixture.moment(4)).isEmpty)
            try await store.run(id, nodes: 4, claimed: 2)
            try await store.succeed(0, of: id)
            let names = try await store.skipPending(of: id, because: Fixture.reason, at: Fixture.moment(4))
            #expect(names.map(\.description) == ["web2", "web3"])
            let node = try #require(await store.node(Fixture.name(2), of: id))
            #expect(node.status == .cancelled)
            #expect(node.failure == Fixture.reason)
            #expect(node.verdict == CancelVerdict(outcome: .neverStarted, duration: .zero))
            #expect(node.finishedAt == Fixture.moment(4))
            #expect(try await store.job(id)?.counts == JobCounts(running: 1, succeeded: 1, cancelled: 2))
            #expect(try await store.skipPending(of: id, because: Fixture.reason, at: Fixture.moment(5)).isEmpty)
            let events = try await store.events(of: id, after: 0, limit: 100).suffix(2)
            #expect(events.map(\.node) == names)
            #expect(events.allSatisfy { $0.failureCode == .maxFailures && $0.cancelOutcome == .neverStarted })
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("Progress is kept of running nodes only, and is no event", arguments: StoreKind.allCases)
    func progress(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 3, claimed: 2)
            try await store.succeed(1, of: id)
            let events = try await store.events(of: id, after: 0, limit: 100)
            let progress = NodeProgress(stage: .collecting, stepsDone: 1, stepsTotal: 5, activity: "uptime", bytes: 77)
            let names = try (0..<4).map(Fixture.name)
            try await store.noteProgress(Dictionary(uniqueKeysWithValues: names.map { ($0, progress) }), of: id)
            try await store.noteProgress([names[0]: progress], of: Fixture.id(5))
            let nodes = try await store.nodes(of: id, NodeQuery())
            #expect(nodes.map(\.stage) == [.collecting, .done, .queued])
            #expect(nodes.map(\.bytes) == [77, 1000, 0])
            #expect(nodes[0].stepsDone == 1 && nodes[0].stepsTotal == 5)
            #expect(try await store.events(of: id, after: 0, limit: 100) == events)
            try await store.expectTrueCounts(of: id)
            try await store.succeed(0, of: id)
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("The journal has each move in order, and can be read from any place", arguments: StoreKind.allCases)
    func journal(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 2, claimed: 2)
            try await store.run(Fixture.id(2), nodes: 1, claimed: 1)
            try await store.succeed(0, of: id)
            try await store.fail(1, of: id)
            _ = try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(4))
            let events = try await store.events(of: id, after: 0, limit: 100)
            #expect(events.map(\.kind) == [.job, .job, .node, .node, .node, .node, .job])
            #expect(
                events.map(\.status)
                    == ["PENDING", "RUNNING", "RUNNING", "RUNNING", "SUCCEEDED", "FAILED", "PARTIAL"]
            )
            #expect(events.map(\.node?.description) == [nil, nil, "web0", "web1", "web0", "web1", nil])
            #expect(events.map(\.attempt) == [nil, nil, 1, 1, 1, 1, nil])
            #expect(events[5].failureCode == .connectRefused)
            #expect(events.map(\.sequence) == Array(Set(events.map(\.sequence))).sorted())
            let rest = try await store.events(of: id, after: events[2].sequence, limit: 2)
            #expect(rest == Array(events[3...4]))
            #expect(try await store.events(of: id, after: events[6].sequence, limit: 10).isEmpty)
        }
    }

    @Test("Nodes are listed in job order, and by every filter", arguments: StoreKind.allCases)
    func queries(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // Twelve, so that the order of names (web10 before web2) differs from that of places.
            try await store.run(id, nodes: 12, claimed: 3)
            try await store.succeed(1, of: id)

            func found(_ query: NodeQuery) async throws -> [Int] {
                try await store.nodes(of: id, query).map(\.position)
            }
            func behind(_ position: Int) -> NodeCursor {
                NodeCursor(order: .position, key: .number(Int64(position)), position: position)
            }
            #expect(try await found(NodeQuery()) == Array(0..<12))
            #expect(try await found(NodeQuery(statuses: [.running, .succeeded])) == [0, 1, 2])
            #expect(try await found(NodeQuery(statuses: [.pending], cursor: behind(5), limit: 2)) == [6, 7])
            #expect(try await found(NodeQuery(statuses: [])).isEmpty)
            #expect(try await found(NodeQuery(limit: 0)).isEmpty)
            #expect(try await found(NodeQuery(cursor: behind(11))).isEmpty)
            #expect(try await store.nodes(of: Fixture.id(2), NodeQuery()).isEmpty)
            #expect(try await store.node(Fixture.name(40), of: id) == nil)
        }
    }
}
