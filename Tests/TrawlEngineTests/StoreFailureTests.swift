import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

@Suite("A store that fails, and a shutdown", .timeLimit(.minutes(1)))
struct StoreFailureTests {
    private static let broken = StoreError(code: .broken, message: "The disk said no.")
    private static let full = StoreError(code: .full, message: "There is no room left.")

    /// A store in which some calls fail.
    private static func store(
        failing error: StoreError,
        at fails: @escaping @Sendable (ScriptedStore.Call) -> Bool
    ) -> ScriptedStore {
        var store = ScriptedStore()
        store.before = { call throws(StoreError) in if fails(call) { throw error } }
        return store
    }

    @Test("A job that cannot be stored as RUNNING starts nothing")
    func startFails() async throws {
        let fixture = EngineFixture(store: Self.store(failing: Self.full) { $0 == .startJob })
        let id = try await fixture.submit(nodes: 2)
        await #expect(throws: Self.full) { try await fixture.manager.run(id, by: fixture.caller) }
        #expect(fixture.collector.state.value.starts.isEmpty)
        #expect(fixture.manager.snapshot(of: id) == nil)
    }

    @Test("A claim that cannot be stored starts nothing more; what runs ends, and the error is told")
    func claimFails() async throws {
        let first = try (1...2).map { ScriptedStore.Call.claim(try EngineFixture.name($0)) }
        let fixture = EngineFixture(
            store: Self.store(failing: Self.full) { call in
                switch call {
                case .claim: !first.contains(call)
                case .startJob, .cancelJob, .finishJob, .settleJob, .skipPending, .noteProgress, .finish, .verdict,
                    .cancelNode:
                    false
                }
            }
        )
        let id = try await fixture.start(nodes: 9, JobOptions(concurrency: 2))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        fixture.collector.answer(try EngineFixture.name(2), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .storeFailed(Self.full))
        #expect(fixture.collector.state.value.starts.count == 2)
        #expect(fixture.collector.state.value.stopped.isEmpty)
        let snapshot = try #require(fixture.manager.snapshot(of: id))
        #expect(!snapshot.isSettled)
        #expect(snapshot.counts == JobCounts(pending: 7, succeeded: 2))
    }

    enum Write: CaseIterable {
        case finish, verdict, finishJob, skipPending, settleJob

        var call: ScriptedStore.Call {
            get throws {
                switch self {
                case .finish: try .finish(EngineFixture.name(1))
                case .verdict: try .verdict(EngineFixture.name(1))
                case .finishJob: .finishJob
                case .skipPending: .skipPending
                case .settleJob: .settleJob
                }
            }
        }
    }

    @Test("Whatever cannot be stored, the run ends with the error", arguments: Write.allCases)
    func ends(at write: Write) async throws {
        let call = try write.call
        let fixture = EngineFixture(store: Self.store(failing: Self.broken) { $0 == call })
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 1, maxFailures: 1))
        try await fixture.collector.opened(EngineFixture.name(1))
        switch write {
        case .verdict, .settleJob:
            try await fixture.cancel(id)
        case .finish, .finishJob, .skipPending:
            fixture.collector.answer(try EngineFixture.name(1), .failed(.stepFailed))
        }
        #expect(await fixture.manager.waitUntilSettled(id) == .storeFailed(Self.broken))
        #expect(fixture.collector.state.value.starts.count == 1)
        #expect(fixture.manager.snapshot(of: id)?.running.isEmpty == true)
    }

    @Test("A cancel that cannot be stored still ends what runs")
    func cancelFails() async throws {
        let fixture = EngineFixture(store: Self.store(failing: Self.broken) { $0 == .cancelJob })
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 2))
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        await #expect(throws: Self.broken) { try await fixture.manager.cancel(id, by: fixture.caller) }
        #expect(await fixture.manager.waitUntilSettled(id) == .storeFailed(Self.broken))
        #expect(fixture.collector.state.value.stopped.values.map(\.self) == [.shutdown, .shutdown])
        #expect(fixture.collector.state.value.starts.count == 2)
    }

    @Test("Progress that cannot be stored ends the run, and holds up no deadline while it waits")
    func noteFails() async throws {
        let arrived = Observed(false)
        let gate = Observed(false)
        var store = ScriptedStore()
        store.before = { call throws(StoreError) in
            guard call == .noteProgress else { return }
            arrived.change { $0 = true }
            try? await gate.until { $0 }
            throw Self.broken
        }
        let fixture = EngineFixture(store: store)
        let id = try await fixture.start(nodes: 1, JobOptions(nodeTimeout: .seconds(60)))
        try await fixture.collector.opened(EngineFixture.name(1)).progress(NodeProgress(stage: .collecting))
        try await fixture.letProgressBeNoted()
        try await arrived.until { $0 }
        try await fixture.clock.sleepers(atLeast: 1)
        fixture.clock.advance(by: .seconds(60))
        try await fixture.collector.state.until { !$0.stopped.isEmpty }
        gate.change { $0 = true }
        #expect(await fixture.manager.waitUntilSettled(id) == .storeFailed(Self.broken))
    }

    @Test("A shutdown ends what runs, leaves the rest as it is, and lets nothing start after it")
    func shutdown() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 3, JobOptions(concurrency: 2))
        let done = try await fixture.start(nodes: 1, from: 4)
        let later = try await fixture.submit(nodes: 1, from: 5)
        for number in 1...2 { try await fixture.collector.opened(EngineFixture.name(number)) }
        try await fixture.collector.starts(atLeast: 3)
        await fixture.manager.shutdown()
        #expect(await fixture.manager.waitUntilSettled(id) == .shutDown)
        #expect(await fixture.manager.waitUntilSettled(done) == .settled)
        #expect(Set(fixture.collector.state.value.stopped.values) == [.shutdown])
        #expect(try await fixture.statuses(of: id) == [.failed, .failed, .pending])
        #expect(try await fixture.node(2, of: id).failure?.code == .interrupted)
        #expect(try await fixture.job(id).status == .running)
        await #expect(throws: StoreError.self) { try await fixture.manager.run(later, by: fixture.caller) }
        #expect(try await fixture.job(later).status == .pending)
        await fixture.manager.shutdown()
    }

    @Test("A node that was shut down while it has attempts left waits for another")
    func shutdownRequeues() async throws {
        let fixture = EngineFixture()
        let id = try await fixture.start(nodes: 1, JobOptions(retries: 1))
        try await fixture.collector.opened(EngineFixture.name(1))
        await fixture.manager.shutdown()
        #expect(try await fixture.statuses(of: id) == [.pending])
    }

    @Test("A note that is refused ends nothing")
    func noteRefused() async throws {
        let noted = Observed(0)
        var store = ScriptedStore()
        store.before = { call throws(StoreError) in
            guard call == .noteProgress else { return }
            noted.change { $0 += 1 }
            throw Self.full
        }
        let fixture = EngineFixture(store: store)
        let id = try await fixture.start(nodes: 1)
        let assignment = try await fixture.collector.opened(EngineFixture.name(1))
        for round in 1...2 {
            assignment.progress(NodeProgress(stage: .collecting, bytes: Int64(round)))
            try await fixture.letProgressBeNoted()
            try await noted.until { $0 == round }
        }
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
    }

    @Test(
        "In the service a store that takes nothing for a while is waited out: nothing is lost, and the job ends after it",
        arguments: [StoreError.Code.full, .unusable]
    )
    func waitsForStore(_ code: StoreError.Code) async throws {
        let refusal = StoreError(code: code, message: "Not now.")
        let isFull = Observed(true)
        let refused = Observed<Set<ScriptedStore.Call>>([])
        var store = ScriptedStore()
        let last = try ScriptedStore.Call.claim(EngineFixture.name(3))
        store.before = { call throws(StoreError) in
            let counts =
                switch call {
                case .finish, .finishJob: true
                case .claim: call == last
                case .startJob, .cancelJob, .settleJob, .skipPending, .noteProgress, .verdict, .cancelNode: false
                }
            guard counts, isFull.value else { return }
            refused.change { _ = $0.insert(call) }
            throw refusal
        }
        let fixture = EngineFixture(store: store)
        let id = try await fixture.start(nodes: 3, custody: .service)
        for number in 1...2 {
            try await fixture.collector.opened(EngineFixture.name(number))
            fixture.collector.answer(try EngineFixture.name(number), .succeeded)
        }
        try await refused.until { $0.count == 3 }
        isFull.change { $0 = false }
        while fixture.collector.state.value.open.isEmpty {
            try await fixture.clock.sleepers(atLeast: 1)
            fixture.clock.advance(by: .seconds(1))
            await Task.yield()
        }
        fixture.collector.answer(try EngineFixture.name(3), .succeeded)
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        #expect(try await fixture.job(id).status == .succeeded)
    }

    /// A store that refuses to start a job for as long as the answer says why.
    private static func reluctant(_ refusal: Observed<StoreError?>) -> ScriptedStore {
        var store = ScriptedStore()
        store.before = { call throws(StoreError) in
            if call == .startJob, let error = refusal.value { throw error }
        }
        return store
    }

    private static func service(_ fixture: EngineFixture) -> JobService {
        JobService(manager: fixture.manager, store: fixture.store, removeFiles: { _ in }, foldNames: { _ in "" })
    }

    private static let alice = Principal(name: "alice", role: .admin, projectID: "default")

    @Test(
        "A job that was taken while the store could not start it is run as soon as it can",
        arguments: [StoreError.Code.full, .unusable]
    )
    func startsLater(_ code: StoreError.Code) async throws {
        let refusal = Observed<StoreError?>(StoreError(code: code, message: "Not now."))
        let collector = FakeCollector(script: { _ in .succeeded })
        let fixture = EngineFixture(collector: collector, store: Self.reluctant(refusal))
        let taken = try await Self.service(fixture).submit(
            EngineFixture.newJob(nodes: 1),
            by: Self.alice,
            correlationID: "req-1"
        )
        #expect(taken.isNew && taken.job.status == .pending)
        for _ in 1...3 {
            try await fixture.clock.sleepers(atLeast: 1)
            fixture.clock.advance(by: .seconds(1))
        }
        #expect(try await fixture.job(taken.job.id).status == .pending)
        refusal.change { $0 = nil }
        while try await fixture.job(taken.job.id).status == .pending {
            fixture.clock.advance(by: .seconds(1))
            await Task.yield()
        }
        #expect(await fixture.manager.waitUntilSettled(taken.job.id) == .settled)
        #expect(try await fixture.job(taken.job.id).status == .succeeded)
    }

    @Test("A job that waits for the store is cancelled like any other, and left to the next start by a shutdown")
    func waitsNoLonger() async throws {
        let refusal = Observed<StoreError?>(Self.full)
        let fixture = EngineFixture(store: Self.reluctant(refusal))
        let service = Self.service(fixture)
        let cancelled = try await service.submit(EngineFixture.newJob(nodes: 1), by: Self.alice, correlationID: "1")
        let left = try await service.submit(EngineFixture.newJob(nodes: 1, from: 2), by: Self.alice, correlationID: "2")
        let job = try await service.cancel(cancelled.job.id, by: Self.alice, correlationID: "3")
        #expect(job.status == .cancelled && job.isSettled)
        refusal.change { $0 = nil }
        await fixture.manager.shutdown()
        #expect(try await fixture.job(left.job.id).status == .pending)
        #expect(fixture.collector.state.value.starts.isEmpty)
        #expect(
            try await fixture.store.recover(.takeUp, at: EngineFixture.moment, by: fixture.caller)
                == Recovery(startable: [left.job.id])
        )
    }
}
