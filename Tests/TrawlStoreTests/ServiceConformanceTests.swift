import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Every store: keys, single nodes, deletion, recovery of the service")
struct ServiceConformanceTests {
    private let id = Fixture.id(1)
    private let key = SubmissionKey(text: "order-66", fingerprint: "abc")

    private func submit(
        _ number: UInt64,
        _ key: SubmissionKey,
        to store: any JobStore,
        project: String = "default",
        by caller: Caller = Fixture.alice,
        at seconds: Double = 0
    ) async throws -> CreateAnswer {
        let new = try Fixture.newJob(nodes: 2, project: project)
        return try await store.create(
            new,
            as: Fixture.id(number),
            key: key,
            by: caller,
            at: Fixture.moment(seconds)
        )
    }

    @Test("The same request under one key is one job; another request is told", arguments: StoreKind.allCases)
    func keys(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await submit(1, key, to: store).created?.id == id)
            _ = try await store.startJob(id, by: Fixture.alice, at: Fixture.moment(1))
            #expect(try await submit(2, key, to: store).repeated?.status == .running)
            let other = SubmissionKey(text: key.text, fingerprint: "abd")
            #expect(try await submit(2, other, to: store).taken == id)
            #expect(try await store.job(Fixture.id(2)) == nil)
            #expect(try await store.audit(of: Fixture.id(2)).isEmpty)

            // Another project and another caller have words of their own.
            var bob = Fixture.alice
            bob.id = "bob"
            #expect(try await submit(3, other, to: store, project: "other").created != nil)
            #expect(try await submit(4, other, to: store, by: bob).created != nil)
        }
    }

    @Test("A key is kept for a day", arguments: StoreKind.allCases)
    func keyAge(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await submit(1, key, to: store)
            #expect(try await submit(2, key, to: store, at: 86_399).repeated?.id == id)
            #expect(try await submit(2, key, to: store, at: 86_400).created?.id == Fixture.id(2))
        }
    }

    @Test("A key is looked up without storing anything", arguments: StoreKind.allCases)
    func keyLookedUp(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            func known(_ key: SubmissionKey, at seconds: Double = 0) async throws -> CreateAnswer? {
                let moment = Fixture.moment(seconds)
                return try await store.submission(under: key, in: "default", by: Fixture.alice, at: moment)
            }
            #expect(try await known(key) == nil)
            _ = try await submit(1, key, to: store)
            #expect(try await known(key)?.repeated?.id == id)
            #expect(try await known(SubmissionKey(text: key.text, fingerprint: "abd"))?.taken == id)
            #expect(try await known(key, at: 86_400) == nil)
            let other = try await store.submission(under: key, in: "other", by: Fixture.alice, at: Fixture.moment(0))
            #expect(other == nil)
        }
    }

    @Test("A key outlives its job, so that the same request never makes another", arguments: StoreKind.allCases)
    func keyOfDeleted(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await submit(1, key, to: store)
            _ = try await store.cancelJob(id, by: Fixture.alice, at: Fixture.moment(1))
            guard case .deleted = try await store.deleteJob(id, at: Fixture.moment(2)) else {
                Issue.record("a job that is over was not deleted")
                return
            }
            try await store.forgetDeleted(id)
            #expect(try await submit(2, key, to: store, at: 3).deleted == id)
            let other = SubmissionKey(text: key.text, fingerprint: "abd")
            #expect(try await submit(2, other, to: store, at: 3).taken == id)
            #expect(try await store.jobs(JobQuery()).isEmpty)
            #expect(try await submit(2, key, to: store, at: 86_400).created != nil)
        }
    }

    @Test("Twenty submissions under one key at once are one job", arguments: StoreKind.allCases)
    func keyRace(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let created = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 1...20 {
                    group.addTask { try await submit(UInt64(number), key, to: store).created != nil }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(created == 1)
            #expect(try await store.jobs(JobQuery()).count == 1)
        }
    }

    @Test("A job that cannot be stored leaves no key", arguments: StoreKind.allCases)
    func keyOfNothing(_ kind: StoreKind) async throws {
        try await withStore(kind) { store async throws in
            await #expect(throws: StoreError.self) {
                try await store.create(
                    Fixture.newJob(nodes: 0),
                    as: id,
                    key: key,
                    by: Fixture.alice,
                    at: Fixture.moment(0)
                )
            }
            #expect(try await submit(1, key, to: store).created != nil)
        }
    }

    @Test("One node is cancelled and the job goes on", arguments: StoreKind.allCases)
    func cancelNode(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            func cancel(_ place: Int) async throws -> NodeCancelAnswer {
                try await store.cancelNode(Fixture.name(place), of: id, at: Fixture.moment(5))
            }
            #expect(try await cancel(0).isNotFound)
            try await store.run(id, nodes: 4, claimed: 2)
            try await store.succeed(1, of: id)

            let running = try #require(await cancel(0).accepted)
            #expect(running.wasRunning)
            #expect(running.node.status == .cancelled && running.node.verdict == nil)
            let pending = try #require(await cancel(3).accepted)
            #expect(!pending.wasRunning)
            #expect(pending.node.verdict?.outcome == .neverStarted)
            #expect(pending.node.finishedAt == Fixture.moment(5))
            #expect(try await cancel(0).refused?.status == .cancelled)
            #expect(try await cancel(1).refused?.status == .succeeded)
            #expect(try await cancel(9).isNotFound)

            #expect(try await store.finish(0, of: id, .succeeded(Fixture.report())).refusal == .cancelled)
            try await store.recordVerdict(
                Fixture.verdict,
                report: nil,
                node: Fixture.name(0),
                of: id,
                at: Fixture.moment(6)
            )
            #expect(try await store.node(Fixture.name(0), of: id)?.verdict == Fixture.verdict)
            let job = try #require(await store.job(id))
            #expect(job.status == .running && !job.isCancelled)
            #expect(job.counts == JobCounts(pending: 1, succeeded: 1, cancelled: 2))
            #expect(try await store.audit(of: id).count == 2)
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("Of twenty cancels of one node at once exactly one is accepted", arguments: StoreKind.allCases)
    func cancelNodeRace(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 2, claimed: 1)
            let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await store.cancelNode(Fixture.name(0), of: id, at: Fixture.moment(5)).accepted != nil
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(accepted == 1)
        }
    }

    @Test("A PENDING job whose nodes are all cancelled can still be cancelled or run", arguments: StoreKind.allCases)
    func cancelAllOfPending(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for number in [UInt64(1), 2] {
                let id = Fixture.id(number)
                _ = try await store.create(Fixture.newJob(nodes: 1), as: id, by: Fixture.alice, at: Fixture.moment(0))
                _ = try #require(await store.cancelNode(Fixture.name(0), of: id, at: Fixture.moment(1)).accepted)
            }
            #expect(try await store.cancel(id).accepted?.job.status == .cancelled)
            #expect(try await store.startJob(Fixture.id(2), by: Fixture.alice, at: Fixture.moment(2)).value != nil)
            let end = try await store.finishJob(Fixture.id(2), by: Fixture.system, at: Fixture.moment(3)).value
            #expect(end?.status == .failed)
        }
    }

    @Test("A job that is over is deleted; its audit events outlive it", arguments: StoreKind.allCases)
    func delete(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            func delete() async throws -> DeleteAnswer { try await store.deleteJob(id, at: Fixture.moment(20)) }
            #expect(try await delete().isNotFound)
            _ = try await submit(1, key, to: store)
            #expect(try await delete().refused?.status == .pending)
            _ = try await store.startJob(id, by: Fixture.alice, at: Fixture.moment(1))
            _ = try await store.claim(0, of: id)
            #expect(try await delete().refused?.status == .running)
            _ = try await store.cancel(id)
            #expect(try await delete().refused?.isSettled == false)
            try await store.settleJob(id, at: Fixture.moment(15))
            let audit = try await store.audit(of: id)
            #expect(try await store.audit(of: id, in: audit.first?.projectID) == audit)
            #expect(try await store.audit(of: id, in: "another").isEmpty)

            #expect(try await delete().isDeleted)
            #expect(try await delete().isNotFound)
            #expect(try await store.job(id) == nil)
            #expect(try await store.nodes(of: id, NodeQuery()).isEmpty)
            #expect(try await store.events(of: id, after: 0, limit: 10).isEmpty)
            #expect(try await store.audit(of: id) == audit && audit.count == 3)
            #expect(try await store.deletedJobs() == [id])
            try await store.forgetDeleted(id)
            #expect(try await store.deletedJobs().isEmpty)
        }
    }

    @Test("An attempt that was handed back counts as no try", arguments: StoreKind.allCases)
    func handBack(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.run(id, nodes: 1, claimed: 1)
            let back = try #require(await store.finish(0, of: id, .handedBack(Fixture.failure, Fixture.report())).value)
            #expect(back.status == .pending && back.attempt == 1 && back.tries == 0)
            let again = try #require(await store.claim(0, of: id).value)
            #expect(again.attempt == 2 && again.tries == 1)
            #expect(try await store.node(Fixture.name(0), of: id) == again)
        }
    }
}

extension CreateAnswer {
    fileprivate var created: Job? {
        switch self {
        case .created(let job): job
        case .repeated, .keyTaken, .deleted: nil
        }
    }

    fileprivate var repeated: Job? {
        switch self {
        case .repeated(let job): job
        case .created, .keyTaken, .deleted: nil
        }
    }

    fileprivate var taken: JobID? {
        switch self {
        case .keyTaken(let id): id
        case .created, .repeated, .deleted: nil
        }
    }

    fileprivate var deleted: JobID? {
        switch self {
        case .deleted(let id): id
        case .created, .repeated, .keyTaken: nil
        }
    }
}

extension NodeCancelAnswer {
    fileprivate var accepted: (node: NodeRecord, wasRunning: Bool)? {
        switch self {
        case .accepted(let node, let wasRunning): (node, wasRunning)
        case .refused, .notFound: nil
        }
    }

    fileprivate var refused: NodeRecord? {
        switch self {
        case .refused(let node): node
        case .accepted, .notFound: nil
        }
    }

    fileprivate var isNotFound: Bool {
        switch self {
        case .notFound: true
        case .accepted, .refused: false
        }
    }
}

extension DeleteAnswer {
    fileprivate var refused: Job? {
        switch self {
        case .refused(let job): job
        case .deleted, .notFound: nil
        }
    }

    fileprivate var isDeleted: Bool {
        switch self {
        case .deleted: true
        case .refused, .notFound: false
        }
    }

    fileprivate var isNotFound: Bool {
        switch self {
        case .notFound: true
        case .deleted, .refused: false
        }
    }
}
