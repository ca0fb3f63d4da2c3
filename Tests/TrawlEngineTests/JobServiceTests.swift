import Foundation
import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

@Suite("The service's door", .timeLimit(.minutes(1)))
struct JobServiceTests {
    private let fixture = EngineFixture()
    private let removed = Observed<[JobID]>([])
    private let viewer = Principal(name: "vera", role: .viewer, projectID: "default")
    private let alice = Principal(name: "alice", role: .operator, projectID: "default")
    private let mallory = Principal(name: "mallory", role: .operator, projectID: "other")
    private let admin = Principal(name: "root", role: .admin, projectID: "other")

    private var service: JobService {
        JobService(
            manager: fixture.manager,
            store: fixture.store,
            removeFiles: { [removed] id in removed.change { $0.append(id) } },
            foldNames: { $0.map(\.description).joined(separator: "+") }
        )
    }

    private func submit(
        nodes: Int = 2,
        from first: Int = 1,
        profile: String = "linux",
        atOnce: Bool = true,
        key: SubmissionKey? = nil,
        by principal: Principal? = nil
    ) async throws -> Submission {
        var new = try EngineFixture.newJob(nodes: nodes, from: first)
        new.profile = profile
        new.startsAtOnce = atOnce
        return try await service.submit(new, key: key, by: principal ?? alice, correlationID: "req-1")
    }

    /// A job of two nodes, of which the first SUCCEEDED and the second FAILED.
    private func partial() async throws -> JobID {
        let id = try await submit().job.id
        fixture.collector.answer(try EngineFixture.name(1), .succeeded)
        fixture.collector.answer(try EngineFixture.name(2), .failed(.authRejected))
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        return id
    }

    private func fault(_ work: () async throws -> Void) async -> ServiceError? {
        do {
            try await work()
            return nil
        } catch {
            return error as? ServiceError
        }
    }

    private func conflict(_ work: () async throws -> Void) async -> ServiceConflict? {
        guard case .conflict(let conflict) = await fault(work) else { return nil }
        return conflict
    }

    @Test("A job of another project is not found, whatever is asked, and nothing is stored")
    func foreign() async throws {
        let id = try await submit().job.id
        try await fixture.collector.starts(atLeast: 2)
        let before = try await fixture.job(id)
        let events = try await fixture.store.events(of: id, after: 0, limit: 100)
        let service = service
        let name = try EngineFixture.name(1)
        let attempts: [@Sendable (JobID) async throws -> Void] = [
            { _ = try await service.job($0, for: mallory) },
            { _ = try await service.nodes(of: $0, NodeQuery(), for: mallory) },
            { _ = try await service.node(name, of: $0, for: mallory) },
            { _ = try await service.failures(of: $0, for: mallory) },
            { _ = try await service.audit(of: $0, for: mallory) },
            { _ = try await service.run($0, by: mallory, correlationID: "x") },
            { _ = try await service.cancel($0, by: mallory, correlationID: "x") },
            { _ = try await service.cancelNode(name, of: $0, by: mallory, correlationID: "req-1") },
            { _ = try await service.retry($0, by: mallory, correlationID: "x") },
            { try await service.delete($0, by: mallory) },
        ]
        let nobody = JobID(milliseconds: 1, entropy: (0, 1))
        for attempt in attempts {
            #expect(await fault { try await attempt(id) } == .jobNotFound(id.description))
            #expect(await fault { try await attempt(nobody) } == .jobNotFound(nobody.description))
        }
        #expect(try await fixture.job(id) == before)
        #expect(try await fixture.store.events(of: id, after: 0, limit: 100) == events)
        #expect(await fixture.store.audit(of: id, in: nil).count == 2)
        #expect(try await service.jobs(JobQuery(projectID: "default"), for: mallory).items.isEmpty)
        #expect(try await service.jobs(JobQuery(), for: admin).items.map(\.id) == [id])
        _ = try await service.cancel(id, by: admin, correlationID: "req-2")
        #expect(await fixture.store.audit(of: id, in: nil).last?.actorType == .admin)
    }

    @Test("A viewer reads, and moves nothing")
    func viewing() async throws {
        let id = try await submit(atOnce: false).job.id
        let name = try EngineFixture.name(1)
        #expect(try await service.job(id, for: viewer).status == .pending)
        #expect(try await service.nodes(of: id, NodeQuery(), for: viewer).items.count == 2)
        let faults = await [
            fault { _ = try await submit(by: viewer) },
            fault { _ = try await service.run(id, by: viewer, correlationID: "x") },
            fault { _ = try await service.cancel(id, by: viewer, correlationID: "x") },
            fault { _ = try await service.cancelNode(name, of: id, by: viewer, correlationID: "req-1") },
            fault { _ = try await service.retry(id, by: viewer, correlationID: "x") },
            fault { try await service.delete(id, by: viewer) },
        ]
        for fault in faults { #expect(fault == .forbidden("This takes the operator role.")) }
        #expect(await fixture.store.audit(of: id, in: nil).count == 1)
    }

    @Test("Commands of one's own take the admin role, also when another wrote them down")
    func commands() async throws {
        let isForbidden = { (fault: ServiceError?) in
            if case .forbidden = fault { true } else { false }
        }
        #expect(await isForbidden(fault { _ = try await submit(profile: Job.adHocProfile) }))
        let id = try await submit(profile: Job.adHocProfile, atOnce: false, by: admin).job.id
        #expect(await isForbidden(fault { _ = try await service.run(id, by: alice, correlationID: "x") }))
        _ = try await service.cancel(id, by: alice, correlationID: "x")
        #expect(await isForbidden(fault { _ = try await service.retry(id, by: alice, correlationID: "x") }))
        #expect(try await service.retry(id, by: admin, correlationID: "x").job.retryOf == id)
        #expect(await isForbidden(fault { _ = try await submit(by: mallory) }))
    }

    @Test("A submission is run at once, or when it is asked for, and once")
    func running() async throws {
        #expect(try await submit().job.status == .running)
        let later = try await submit(from: 3, atOnce: false).job
        #expect(later.status == .pending && later.owner == "alice" && later.custody == .service)
        #expect(try await service.run(later.id, by: alice, correlationID: "x").status == .running)
        let again = await conflict { _ = try await service.run(later.id, by: alice, correlationID: "x") }
        #expect(again?.kind == .jobNotRunnable && again?.currentStatus == "RUNNING" && again?.isFinal == false)
        _ = try await service.cancel(later.id, by: alice, correlationID: "x")
        let over = await conflict { _ = try await service.run(later.id, by: alice, correlationID: "x") }
        #expect(over?.currentStatus == "CANCELLED" && over?.isFinal == true && over?.attemptedStatus == "RUNNING")
    }

    @Test("The same request under one key is one job, run once")
    func keys() async throws {
        let key = SubmissionKey(text: "k", fingerprint: "1")
        let first = try await submit(key: key)
        let second = try await submit(key: key)
        #expect(first.isNew && !second.isNew && first.job.id == second.job.id)
        #expect(second.job.status == .running)
        let other = await conflict { _ = try await submit(key: SubmissionKey(text: "k", fingerprint: "2")) }
        #expect(other?.kind == .keyTaken && other?.jobID == first.job.id)
        #expect(try await service.jobs(JobQuery(), for: alice).items.count == 1)
    }

    @Test("Of twenty cancels at once one is accepted, the others are told what stands in the way")
    func cancels() async throws {
        let id = try await submit(nodes: 5).job.id
        try await fixture.collector.starts(atLeast: 5)
        let service = service
        let conflicts = await withTaskGroup(of: ServiceConflict?.self) { group in
            for _ in 0..<20 {
                group.addTask { await conflict { _ = try await service.cancel(id, by: alice, correlationID: "x") } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(conflicts.count { $0 == nil } == 1)
        for conflict in conflicts.compactMap(\.self) {
            #expect(conflict.kind == .jobNotCancellable)
            #expect(conflict.currentStatus == "CANCELLED" && conflict.attemptedStatus == "CANCELLED")
        }
        #expect(await fixture.store.audit(of: id, in: nil).count == 3)
    }

    @Test("One node is cancelled; once it is final, that stands in the way")
    func cancelNode() async throws {
        let id = try await submit().job.id
        try await fixture.collector.starts(atLeast: 2)
        let name = try EngineFixture.name(1)
        #expect(try await service.cancelNode(name, of: id, by: alice, correlationID: "req-1").status == .cancelled)
        let again = await conflict { _ = try await service.cancelNode(name, of: id, by: alice, correlationID: "req-1") }
        #expect(again?.kind == .nodeNotCancellable && again?.currentStatus == "CANCELLED")
        let unknown = try NodeName("nobody")
        let missing = await fault {
            _ = try await service.cancelNode(unknown, of: id, by: alice, correlationID: "req-1")
        }
        #expect(missing == .nodeNotFound("nobody", of: id))
    }

    @Test("A retry is a new job over what did not succeed")
    func retry() async throws {
        let fixture = EngineFixture(
            collector: FakeCollector(script: { assignment in
                let isFirst = assignment.job.retryOf == nil && assignment.target.name.description == "web2"
                return isFirst ? .failed(.authRejected) : .succeeded
            })
        )
        let service = JobService(
            manager: fixture.manager,
            store: fixture.store,
            removeFiles: { _ in },
            foldNames: { $0.map(\.description).joined(separator: "+") }
        )
        let new = try EngineFixture.newJob(nodes: 3)
        let id = try await service.submit(new, by: alice, correlationID: "req-1").job.id
        #expect(await fixture.manager.waitUntilSettled(id) == .settled)
        let retried = try await service.retry(id, by: alice, correlationID: "req-7").job
        #expect(retried.retryOf == id && retried.id != id && retried.status == .running)
        #expect(retried.targets == "web2" && retried.profile == "linux" && retried.options == new.options)
        #expect(try await fixture.store.nodes(of: retried.id, NodeQuery()).map(\.name.description) == ["web2"])
        #expect(await fixture.store.audit(of: retried.id, in: nil).first?.correlationID == "req-7")
        #expect(await fixture.manager.waitUntilSettled(retried.id) == .settled)
        let nothing = await conflict { _ = try await service.retry(retried.id, by: alice, correlationID: "x") }
        #expect(nothing?.kind == .jobNotRetryable && nothing?.currentStatus == "SUCCEEDED")
        var waiting = new
        waiting.startsAtOnce = false
        let pending = try await service.submit(waiting, by: alice, correlationID: "x").job.id
        let early = await conflict { _ = try await service.retry(pending, by: alice, correlationID: "x") }
        #expect(early?.kind == .jobNotRetryable && early?.currentStatus == "PENDING" && early?.isFinal == false)
    }

    @Test("A deletion takes rows and files, and the audit trail stays")
    func delete() async throws {
        let id = try await partial()
        let running = try await submit(from: 5).job.id
        let early = await conflict { try await service.delete(running, by: alice) }
        #expect(early?.kind == .jobNotDeletable && early?.currentStatus == "RUNNING")
        try await service.delete(id, by: alice)
        #expect(removed.value == [id] && Failpoint.seen.contains(.retentionDelete))
        #expect(await fixture.store.deletedJobs().isEmpty)
        #expect(await fault { _ = try await service.job(id, for: alice) } == .jobNotFound(id.description))
        #expect(fixture.manager.snapshot(of: id) == nil)
        #expect(try await service.audit(of: id, for: alice).count == 3)
        #expect(await fault { _ = try await service.audit(of: id, for: mallory) } == .jobNotFound(id.description))
        #expect(await fault { try await service.delete(id, by: alice) } == .jobNotFound(id.description))
    }

    @Test("Files that cannot be removed now are no fault of the call, and go with a later sweep")
    func filesLeft() async throws {
        let isStuck = Observed(true)
        let removed = Observed<[JobID]>([])
        let service = JobService(
            manager: fixture.manager,
            store: fixture.store,
            removeFiles: { id throws(StoreError) in
                if isStuck.value { throw StoreError(code: .unusable, message: "It is in use.") }
                removed.change { $0.append(id) }
            },
            foldNames: { _ in "" }
        )
        let id = try await partial()
        try await service.delete(id, by: alice)
        #expect(await fault { _ = try await service.job(id, for: alice) } == .jobNotFound(id.description))
        #expect(await fixture.store.deletedJobs() == [id])
        #expect(await fault { try await service.finishDeletions() } != nil)
        isStuck.change { $0 = false }
        try await service.finishDeletions()
        #expect(removed.value == [id])
        #expect(await fixture.store.deletedJobs().isEmpty)
    }

    @Test("Files that were left by a crash are removed by the next start")
    func finishDeletions() async throws {
        let id = try await partial()
        _ = await fixture.store.deleteJob(id, at: EngineFixture.moment)
        try await service.finishDeletions()
        #expect(removed.value == [id])
        #expect(await fixture.store.deletedJobs().isEmpty)
    }

    @Test("Pages of jobs and nodes end with the last one")
    func pages() async throws {
        for number in 0..<5 { _ = try await submit(nodes: 3, from: 10 * number + 1, atOnce: false) }
        let all = try await service.jobs(JobQuery(), for: alice)
        #expect(all.items.count == 5 && all.next == nil)
        var found: [JobID] = []
        var next: String?
        repeat {
            let cursor = try next.map { try JobCursor($0) }
            let page = try await service.jobs(JobQuery(cursor: cursor, limit: 2), for: alice)
            #expect(page.items.count <= 2)
            found += page.items.map(\.id)
            next = page.next
        } while next != nil
        #expect(found == all.items.map(\.id))
        let nodes = try await service.nodes(of: found[0], NodeQuery(limit: 2), for: alice)
        let cursor = try NodeCursor(#require(nodes.next), in: .position)
        let rest = try await service.nodes(of: found[0], NodeQuery(cursor: cursor, limit: 2), for: alice)
        #expect(nodes.items.count == 2 && rest.items.map(\.position) == [2] && rest.next == nil)
    }
}
