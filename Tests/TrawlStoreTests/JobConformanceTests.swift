import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Every store: jobs")
struct JobConformanceTests {
    private let id = Fixture.id(1)

    @Test("A job is stored as it was asked for, PENDING, with its nodes", arguments: StoreKind.allCases)
    func create(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let new = try Fixture.newJob(nodes: 3)
            let job = try await store.create(new, as: id, by: Fixture.alice, at: Fixture.moment(0))
            #expect(job.status == .pending)
            #expect(job.counts == JobCounts(pending: 3))
            #expect(job.owner == "alice")
            #expect(job.options == new.options)
            #expect(job.plan == new.plan)
            #expect(job.createdAt == Fixture.moment(0))
            #expect(!job.isCancelled && !job.isSettled)
            #expect(try await store.job(id) == job)
            let nodes = try await store.nodes(of: id, NodeQuery())
            #expect(nodes == new.nodes.enumerated().map { NodeRecord(target: $1, position: $0) })
        }
    }

    @Test("A moment is kept in milliseconds, and answered as it is kept", arguments: StoreKind.allCases)
    func precision(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let exact = Date(timeIntervalSince1970: 1_800_000_000.123_456)
            let job = try await store.create(Fixture.newJob(nodes: 1), as: id, by: Fixture.alice, at: exact)
            #expect(job.createdAt == Date(timeIntervalSince1970: 1_800_000_000.123))
            #expect(try await store.job(id) == job)
        }
    }

    @Test(
        "A job without nodes, with a node twice, or with an id that is taken is refused",
        arguments: StoreKind.allCases
    )
    func createConflicts(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var none = try Fixture.newJob(nodes: 1)
            none.nodes = []
            var twice = try Fixture.newJob(nodes: 2)
            twice.nodes.append(twice.nodes[0])
            for new in [none, twice] {
                let fault = await #expect(throws: StoreError.self) {
                    try await store.create(new, as: id, by: Fixture.alice, at: Fixture.moment(0))
                }
                #expect(fault?.code == .conflict)
            }
            #expect(try await store.job(id) == nil)
            #expect(try await store.audit(of: id).isEmpty)
            #expect(try await store.events(of: id, after: 0, limit: 10).isEmpty)

            let first = try await store.create(
                Fixture.newJob(nodes: 1),
                as: id,
                by: Fixture.alice,
                at: Fixture.moment(0)
            )
            let fault = await #expect(throws: StoreError.self) {
                try await store.create(Fixture.newJob(nodes: 2), as: id, by: Fixture.alice, at: Fixture.moment(1))
            }
            #expect(fault?.code == .conflict)
            #expect(try await store.job(id) == first)
            #expect(try await store.audit(of: id).count == 1)
        }
    }

    @Test("A job starts once", arguments: StoreKind.allCases)
    func start(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.startJob(id, by: Fixture.alice, at: Fixture.moment(1)).isNotFound)
            _ = try await store.create(Fixture.newJob(nodes: 1), as: id, by: Fixture.alice, at: Fixture.moment(0))
            let started = try #require(await store.startJob(id, by: Fixture.alice, at: Fixture.moment(1)).value)
            #expect(started.status == .running)
            #expect(started.startedAt == Fixture.moment(1))
            #expect(try await store.job(id) == started)
            #expect(try await store.startJob(id, by: Fixture.alice, at: Fixture.moment(2)).refusal == .running)
            #expect(try await store.job(id) == started)
        }
    }

    @Test(
        "A job ends as its nodes did, once all of them have",
        arguments: StoreKind.allCases,
        [(2, 0, JobStatus.succeeded), (1, 1, .partial), (0, 2, .failed)]
    )
    func finish(_ kind: StoreKind, _ ends: (succeeded: Int, failed: Int, status: JobStatus)) async throws {
        try await withStore(kind) { store in
            #expect(try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(4)).isNotFound)
            try await store.run(id, nodes: 2, claimed: 2)
            for position in 0..<2 {
                #expect(try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(4)).refusal == .running)
                if position < ends.succeeded {
                    try await store.succeed(position, of: id)
                } else {
                    try await store.fail(position, of: id)
                }
            }
            let job = try #require(await store.finishJob(id, by: Fixture.system, at: Fixture.moment(4)).value)
            #expect(job.status == ends.status)
            #expect(job.finishedAt == Fixture.moment(4))
            #expect(job.settledAt == Fixture.moment(4))
            #expect(!job.isCancelled)
            #expect(try await store.job(id) == job)
            #expect(try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(5)).refusal == ends.status)
            #expect(try await store.job(id) == job)
        }
    }

    @Test("A job whose nodes were skipped is FAILED, not CANCELLED", arguments: StoreKind.allCases)
    func finishAfterSkip(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 3, claimed: 1)
            try await store.fail(0, of: id)
            _ = try await store.skipPending(of: id, because: Fixture.reason, at: Fixture.moment(4))
            let job = try #require(await store.finishJob(id, by: Fixture.system, at: Fixture.moment(5)).value)
            #expect(job.status == .failed)
            #expect(job.counts == JobCounts(failed: 1, cancelled: 2))
        }
    }

    @Test("Only a final job is settled, and the first time stays", arguments: StoreKind.allCases)
    func settle(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.settleJob(id, at: Fixture.moment(11))
            try await store.run(id, nodes: 1, claimed: 1)
            try await store.settleJob(id, at: Fixture.moment(5))
            #expect(try await store.job(id)?.settledAt == nil)
            _ = try await store.cancel(id)
            let before = try await store.events(of: id, after: 0, limit: 100).count
            try await store.settleJob(id, at: Fixture.moment(11))
            try await store.settleJob(id, at: Fixture.moment(12))
            #expect(try await store.job(id)?.settledAt == Fixture.moment(11))
            let events = try await store.events(of: id, after: 0, limit: 100)
            #expect(events.count == before + 1)
            #expect(events.last?.kind == .job)
            #expect(try await store.lastSequence(of: id) == events.last?.sequence)
            #expect(try await store.lastSequence(of: JobID(milliseconds: 7, entropy: (7, 7))) == 0)
            #expect(try await store.audit(of: id).count == 3)
        }
    }

    @Test("One audit event for each transition, none for what was refused", arguments: StoreKind.allCases)
    func audit(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 1, claimed: 1)
            _ = try await store.startJob(id, by: Fixture.alice, at: Fixture.moment(2))
            _ = try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(2))
            try await store.succeed(0, of: id)
            #expect(try await store.cancel(id).refused != nil)
            _ = try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(4))
            _ = try await store.cancel(id)
            _ = try await store.finishJob(id, by: Fixture.system, at: Fixture.moment(6))
            let audit = try await store.audit(of: id)
            #expect(audit.map(\.previousStatus) == [nil, .pending, .running])
            #expect(audit.map(\.newStatus) == [.pending, .running, .succeeded])
            #expect(audit.map(\.occurredAt) == [Fixture.moment(0), Fixture.moment(1), Fixture.moment(4)])
            #expect(audit.map(\.actorID) == ["alice", "alice", "trawl"])
            #expect(audit.map(\.actorType) == [.operator, .operator, .system])
            #expect(audit.map(\.correlationID) == ["req-1", "req-1", "start-1"])
            #expect(audit.allSatisfy { $0.eventType == "JOB_STATUS_CHANGED" && $0.recordedAt == Fixture.recordedAt })
            #expect(audit.map(\.eventID) == audit.map(\.eventID).sorted())
            #expect(try await store.audit(of: Fixture.id(2)).isEmpty)
        }
    }

    @Test("Jobs are listed newest first, and by every filter", arguments: StoreKind.allCases)
    func queries(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            // Stored in an order that is not theirs.
            for number in [UInt64(3), 1, 4, 2, 5] {
                let new = try Fixture.newJob(nodes: 1, project: number == 2 ? "other" : "default")
                _ = try await store.create(new, as: Fixture.id(number), by: Fixture.alice, at: Fixture.moment(0))
            }
            _ = try await store.startJob(Fixture.id(4), by: Fixture.alice, at: Fixture.moment(1))
            _ = try await store.cancel(Fixture.id(1))

            func found(_ query: JobQuery) async throws -> [JobID] { try await store.jobs(query).map(\.id) }
            #expect(try await found(JobQuery()) == [5, 4, 3, 2, 1].map(Fixture.id))
            #expect(try await found(JobQuery(projectID: "other")) == [Fixture.id(2)])
            #expect(try await found(JobQuery(projectID: "default", limit: 2)) == [5, 4].map(Fixture.id))
            #expect(try await found(JobQuery(statuses: [.running, .cancelled])) == [4, 1].map(Fixture.id))
            #expect(try await found(JobQuery(statuses: [])).isEmpty)
            #expect(
                try await found(JobQuery(cursor: JobCursor(behind: Fixture.id(4)), limit: 2)) == [3, 2].map(Fixture.id)
            )
            let whole = Fixture.id(3).description
            #expect(try await found(JobQuery(idPrefix: whole)) == [Fixture.id(3)])
            #expect(try await found(JobQuery(idPrefix: whole.lowercased())) == [Fixture.id(3)])
            #expect(try await found(JobQuery(idPrefix: String(whole.prefix(4)))).count == 5)
            #expect(try await found(JobQuery(idPrefix: "")).count == 5)
            #expect(try await found(JobQuery(idPrefix: "%")).isEmpty)
            #expect(try await found(JobQuery(limit: 0)).isEmpty)
            #expect(try await store.job(Fixture.id(9)) == nil)
        }
    }
}
