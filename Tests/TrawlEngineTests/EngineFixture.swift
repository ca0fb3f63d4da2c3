import Foundation
import Testing
import TrawlDomain
import TrawlEngine
import TrawlTestKit

/// A manager over a store in memory, a collector that obeys the test, and a clock that it moves.
struct EngineFixture {
    let store: ScriptedStore
    let collector: FakeCollector
    let clock = ManualClock()
    let manager: JobManager
    let caller = Caller(kind: .operator, id: "alice", projectID: "default", correlationID: "req-1")

    init(
        collector: FakeCollector = FakeCollector(),
        store: ScriptedStore = ScriptedStore(),
        concurrency: Int? = nil,
        now: @escaping @Sendable () -> Date = { Self.moment },
        jitter: @escaping @Sendable () -> Double = { 1 }
    ) {
        self.store = store
        self.collector = collector
        manager = JobManager(
            store: store,
            collector: collector,
            clock: clock,
            now: now,
            concurrency: concurrency,
            jitter: jitter
        )
    }

    /// The time of day, for all that is stored.
    static let moment = Date(timeIntervalSince1970: 1_800_000_000)

    static func name(_ number: Int) throws -> NodeName { try NodeName("web\(number)") }

    /// Stores a job over `web1`, `web2`, …, or from another number on: the collector knows nodes by their names.
    func submit(
        nodes count: Int,
        from first: Int = 1,
        _ options: JobOptions = JobOptions(),
        custody: Custody = .process
    ) async throws -> JobID {
        let new = try Self.newJob(nodes: count, from: first, options, custody: custody)
        return try await manager.submit(new, by: caller).id
    }

    static func newJob(
        nodes count: Int,
        from first: Int = 1,
        _ options: JobOptions = JobOptions(),
        custody: Custody = .service
    ) throws -> NewJob {
        let nodes = try (first..<first + count).map {
            NodeTarget(name: try Self.name($0), address: "10.0.0.\($0)", port: 22, connection: "")
        }
        return NewJob(
            name: "logs",
            projectID: "default",
            profile: "linux",
            targets: "web[\(first)-\(first + count - 1)]",
            options: options,
            plan: "",
            nodes: nodes,
            custody: custody
        )
    }

    /// Stores a job and runs it.
    func start(
        nodes count: Int,
        from first: Int = 1,
        _ options: JobOptions = JobOptions(),
        custody: Custody = .process
    ) async throws -> JobID {
        let id = try await submit(nodes: count, from: first, options, custody: custody)
        guard case .moved = try await manager.run(id, by: caller) else {
            Issue.record("a new job was not run")
            return id
        }
        return id
    }

    /// Cancels one node of a job that can be cancelled; answers whether it ran.
    @discardableResult
    func cancel(node number: Int, of id: JobID) async throws -> Bool {
        guard
            case .accepted(_, let wasRunning) = try await manager.cancelNode(Self.name(number), of: id, by: caller)
        else {
            Issue.record("the cancel of node \(number) was not accepted")
            return false
        }
        return wasRunning
    }

    /// Cancels a job that can be cancelled; answers the nodes that ran.
    @discardableResult
    func cancel(_ id: JobID) async throws -> [NodeName] {
        guard case .accepted(_, let running) = try await manager.cancel(id, by: caller) else {
            Issue.record("the cancel was not accepted")
            return []
        }
        return running
    }

    func job(_ id: JobID) async throws -> Job { try #require(await store.job(id)) }

    /// Lets the time pass after which progress that changed goes to the store.
    func letProgressBeNoted() async throws {
        for _ in 1...5 {
            try await clock.sleepers(atLeast: 1)
            clock.advance(by: .seconds(1))
        }
    }

    func node(_ number: Int, of id: JobID) async throws -> NodeRecord {
        try #require(await store.node(Self.name(number), of: id))
    }

    func statuses(of id: JobID) async throws -> [NodeStatus] {
        try await store.nodes(of: id, NodeQuery()).map(\.status)
    }

    /// Waits until the snapshot is as the condition says, woken by the job's own signal.
    func snapshot(of id: JobID, when condition: (JobSnapshot) -> Bool) async throws -> JobSnapshot {
        for await _ in manager.changes(of: id) {
            if let snapshot = manager.snapshot(of: id), condition(snapshot) { return snapshot }
        }
        return try #require(manager.snapshot(of: id).flatMap { condition($0) ? $0 : nil })
    }
}
