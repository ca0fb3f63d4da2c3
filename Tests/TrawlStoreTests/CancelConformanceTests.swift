import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Every store: cancel and verdicts")
struct CancelConformanceTests {
    private let id = Fixture.id(1)

    @Test("A job that does not exist", arguments: StoreKind.allCases)
    func unknownJob(_ kind: StoreKind) async throws {
        try await withStore(kind) { store async throws in
            #expect(try await store.cancel(id).isNotFound)
            #expect(try await store.audit(of: id).isEmpty)
            #expect(try await store.jobs(JobQuery()).isEmpty)
        }
    }

    @Test("A PENDING job is CANCELLED and settled at once", arguments: StoreKind.allCases)
    func pendingJob(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.create(Fixture.newJob(nodes: 2), as: id, by: Fixture.alice, at: Fixture.moment(0))
            let answer = try #require(await store.cancel(id).accepted)
            #expect(answer.running.isEmpty)
            #expect(answer.job.status == .cancelled)
            #expect(answer.job.isCancelled)
            #expect(answer.job.settledAt == Fixture.moment(10))
            #expect(try await store.job(id) == answer.job)
            let nodes = try await store.nodes(of: id, NodeQuery())
            #expect(nodes.allSatisfy { $0.status == .cancelled && $0.verdict?.outcome == .neverStarted })
            #expect(try await store.startJob(id, by: Fixture.alice, at: Fixture.moment(11)).refusal == .cancelled)
        }
    }

    @Test("What had succeeded stays, the rest is CANCELLED in one go", arguments: StoreKind.allCases)
    func runningJob(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 5, claimed: 4)
            try await store.succeed(0, of: id)
            try await store.fail(3, of: id)
            let answer = try #require(await store.cancel(id).accepted)
            #expect(answer.running.map(\.description) == ["web1", "web2"])
            #expect(answer.job.status == .partial)
            #expect(answer.job.isCancelled)
            #expect(answer.job.finishedAt == Fixture.moment(10))
            #expect(answer.job.settledAt == nil)
            #expect(answer.job.counts == JobCounts(succeeded: 1, failed: 1, cancelled: 3))
            #expect(try await store.job(id) == answer.job)
            let nodes = try await store.nodes(of: id, NodeQuery())
            #expect(nodes.map(\.status) == [.succeeded, .cancelled, .cancelled, .failed, .cancelled])
            #expect(nodes.map(\.verdict?.outcome) == [nil, nil, nil, nil, .neverStarted])
            #expect(nodes[1].finishedAt == Fixture.moment(10))
            let audit = try await store.audit(of: id)
            #expect(audit.count == 3)
            #expect(audit.last?.newStatus == .partial)
            let events = try await store.events(of: id, after: 0, limit: 100).suffix(4)
            #expect(events.map(\.node?.description) == ["web4", "web1", "web2", nil])
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("Without a success the job is CANCELLED", arguments: StoreKind.allCases)
    func withoutSuccess(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 3, claimed: 1)
            try await store.fail(0, of: id)
            let answer = try #require(await store.cancel(id).accepted)
            #expect(answer.job.status == .cancelled)
            #expect(answer.job.isSettled)
        }
    }

    @Test("A cancel that finds every node final has lost the race", arguments: StoreKind.allCases)
    func everyNodeFinal(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 1, claimed: 1)
            try await store.succeed(0, of: id)
            let before = try await store.job(id)
            #expect(try await store.cancel(id).refused == before)
            #expect(try await store.job(id) == before)
            #expect(try await store.audit(of: id).count == 2)
        }
    }

    @Test("Of twenty cancels at once exactly one is accepted", arguments: StoreKind.allCases)
    func twentyAtOnce(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 10, claimed: 5)
            let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { try await store.cancel(id).accepted != nil } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(accepted == 1)
            #expect(try await store.cancel(id).refused?.status == .cancelled)
            #expect(try await store.audit(of: id).count == 3)
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("No late report overwrites a cancel", arguments: StoreKind.allCases)
    func lateFinish(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 2, claimed: 1)
            _ = try await store.cancel(id)
            let before = try await store.node(Fixture.name(0), of: id)
            let events = try await store.events(of: id, after: 0, limit: 100)
            let late: [NodeResult] = [
                .succeeded(Fixture.report()), .failed(Fixture.failure, Fixture.report()),
                .requeued(Fixture.failure, Fixture.report()),
            ]
            for result in late { #expect(try await store.finish(0, of: id, result).refusal == .cancelled) }
            #expect(try await store.claim(1, of: id).refusal == .cancelled)
            #expect(try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(12)).refusal == .cancelled)
            #expect(try await store.node(Fixture.name(0), of: id) == before)
            #expect(try await store.events(of: id, after: 0, limit: 100) == events)
        }
    }

    @Test("A verdict comes with what was kept, and the first one stays", arguments: StoreKind.allCases)
    func verdict(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 2, claimed: 2)
            _ = try await store.cancel(id)
            let name = try Fixture.name(0)
            let cut = NodeFailure(code: .cancelled, stage: .collecting, message: "Cancelled at step 2.")
            let report = Fixture.report(bytes: 321, failure: cut)
            try await store.recordVerdict(Fixture.verdict, report: report, node: name, of: id, at: Fixture.moment(11))
            let node = try #require(await store.node(name, of: id))
            #expect(node.status == .cancelled)
            #expect(node.verdict == Fixture.verdict)
            #expect(node.bytes == 321)
            #expect(node.stepsDone == 3)
            #expect(node.failure == cut)
            #expect(node.stage == .collecting)
            #expect(node.finishedAt == Fixture.moment(10))
            let event = try #require(await store.events(of: id, after: 0, limit: 100).last)
            #expect(event.node == name)
            #expect(event.cancelOutcome == .terminated)
            #expect(try await store.job(id)?.bytes == 321)

            let other = CancelVerdict(outcome: .unverified, duration: .seconds(9))
            try await store.recordVerdict(other, report: Fixture.report(), node: name, of: id, at: Fixture.moment(12))
            #expect(try await store.node(name, of: id) == node)
            #expect(try await store.events(of: id, after: event.sequence, limit: 10).isEmpty)
        }
    }

    @Test("A verdict on a node that nobody ended is passed over", arguments: StoreKind.allCases)
    func verdictElsewhere(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 4, claimed: 3)
            try await store.succeed(0, of: id)
            try await store.fail(1, of: id)
            for position in 0..<5 {
                try await store.recordVerdict(
                    Fixture.verdict,
                    report: nil,
                    node: Fixture.name(position),
                    of: id,
                    at: Fixture.moment(5)
                )
            }
            let nodes = try await store.nodes(of: id, NodeQuery())
            #expect(nodes.map(\.verdict) == [nil, Fixture.verdict, nil, nil])
            #expect(nodes[1].failure == Fixture.failure)
        }
    }

    @Test("A node that waited for another attempt keeps the verdict of the one before", arguments: StoreKind.allCases)
    func verdictOfAnEarlierAttempt(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 1, claimed: 1)
            let unsure = CancelVerdict(outcome: .unverified, duration: .seconds(2), detail: "The connection was gone.")
            let result = NodeResult.requeued(Fixture.failure, Fixture.report(verdict: unsure))
            _ = try #require(await store.finish(0, of: id, result).value)
            _ = try #require(await store.cancel(id).accepted)
            #expect(try await store.node(Fixture.name(0), of: id)?.verdict == unsure)
        }
    }

    @Test("A new process ends what the one before left", arguments: StoreKind.allCases)
    func recover(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // 1: cut while RUNNING. 2: cut before it ran. 3: cancelled, verdicts outstanding. 4: well ended. 5: all nodes done.
            try await store.run(Fixture.id(1), nodes: 4, claimed: 3)
            try await store.succeed(0, of: Fixture.id(1))
            try await store.fail(1, of: Fixture.id(1))
            _ = try await store.create(
                Fixture.newJob(nodes: 1),
                as: Fixture.id(2),
                by: Fixture.alice,
                at: Fixture.moment(0)
            )
            try await store.run(Fixture.id(3), nodes: 3, claimed: 2)
            _ = try await store.cancel(Fixture.id(3))
            try await store.recordVerdict(
                Fixture.verdict,
                report: nil,
                node: Fixture.name(0),
                of: Fixture.id(3),
                at: Fixture.moment(11)
            )
            for number in [UInt64(4), 5] {
                try await store.run(Fixture.id(number), nodes: 1, claimed: 1)
                try await store.succeed(0, of: Fixture.id(number))
            }
            _ = try await store.finishJob(Fixture.id(4), by: Fixture.system, at: Fixture.moment(4))
            let untouched = try await store.job(Fixture.id(4))

            let recovery = try await store.recover(.endOrphans, at: Fixture.moment(20), by: Fixture.system)
            #expect(recovery == Recovery(ended: [1, 2, 3, 5].map(Fixture.id)))
            #expect(try await store.job(Fixture.id(4)) == untouched)
            #expect(try await store.job(Fixture.id(2))?.status == .cancelled)
            #expect(try await store.audit(of: Fixture.id(2)).map(\.newStatus) == [.pending, .cancelled])

            let cut = try #require(await store.job(Fixture.id(1)))
            #expect(cut.status == .partial)
            #expect(!cut.isCancelled)
            #expect(cut.settledAt == Fixture.moment(20))
            #expect(cut.counts == JobCounts(succeeded: 1, failed: 2, cancelled: 1))
            let nodes = try await store.nodes(of: Fixture.id(1), NodeQuery())
            #expect(nodes.map(\.status) == [.succeeded, .failed, .failed, .cancelled])
            #expect(nodes.map(\.failure?.code) == [nil, .connectRefused, .interrupted, .interrupted])
            #expect(nodes.map(\.verdict?.outcome) == [nil, nil, .unverified, .neverStarted])
            #expect(
                nodes[2].failure?.message == "The trawl process that worked on this node ended before it was done."
            )
            let audit = try await store.audit(of: Fixture.id(1))
            #expect(audit.map(\.newStatus) == [.pending, .running, .partial])
            #expect(audit.last?.actorType == .system)
            try await store.expectTrueCounts(of: Fixture.id(1))

            let cancelled = try #require(await store.job(Fixture.id(3)))
            #expect(cancelled.status == .cancelled)
            #expect(cancelled.settledAt == Fixture.moment(20))
            let verdicts = try await store.nodes(of: Fixture.id(3), NodeQuery()).map(\.verdict)
            #expect(verdicts.map(\.?.outcome) == [.terminated, .unverified, .neverStarted])
            #expect(verdicts[1]?.duration == .seconds(10))
            #expect(try await store.audit(of: Fixture.id(3)).count == 3)
            #expect(try await store.job(Fixture.id(5))?.status == .succeeded)

            let again = try await store.recover(.endOrphans, at: Fixture.moment(30), by: Fixture.system)
            #expect(again == Recovery())
        }
    }
}
