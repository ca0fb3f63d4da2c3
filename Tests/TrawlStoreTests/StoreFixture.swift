import Foundation
import Testing
import TrawlDomain
import TrawlStore

/// The implementations of the port; every test of the conformance suite runs on each.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory, sqlite

    var testDescription: String { rawValue }
}

/// Lends a data directory that is gone afterwards.
func withDataDirectory<Value>(_ body: (DataDirectory) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("trawl-store-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(DataDirectory(folder.path))
}

/// Lends an empty store whose audit trail is recorded at ``Fixture/recordedAt``.
func withStore<Value>(_ kind: StoreKind, _ body: (any JobStore) async throws -> Value) async throws -> Value {
    switch kind {
    case .memory:
        return try await body(MemoryJobStore(now: { Fixture.recordedAt }))
    case .sqlite:
        return try await withDataDirectory { directory in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test", now: { Fixture.recordedAt })
            let value = try await body(store)
            try store.close()
            return value
        }
    }
}

enum Fixture {
    static let recordedAt = moment(86_400)
    static let alice = Caller(kind: .operator, id: "alice", projectID: "default", correlationID: "req-1")
    static let system = Caller.system(projectID: "default", correlationID: "start-1")
    static let reason = NodeFailure(code: .maxFailures, stage: .queued, message: "Too many nodes failed.")
    static let failure = NodeFailure(
        code: .connectRefused,
        stage: .connecting,
        message: "Nobody listens there.",
        isRetryable: true
    )
    static let verdict = CancelVerdict(outcome: .terminated, duration: .milliseconds(120), detail: "TERM was enough")

    /// A moment with milliseconds, so many seconds into the story.
    static func moment(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_800_000_000.125 + seconds) }

    static func id(_ number: UInt64) -> JobID { JobID(milliseconds: 1_800_000_000_000 + number, entropy: (0, number)) }

    static func name(_ position: Int) throws -> NodeName { try NodeName("web\(position)") }

    static func newJob(nodes: Int, project: String = "default") throws -> NewJob {
        NewJob(
            name: "web logs",
            projectID: project,
            profile: "linux",
            targets: "web[0-\(nodes - 1)]",
            options: JobOptions(
                concurrency: 7,
                nodeTimeout: .seconds(90),
                deadline: .seconds(3600),
                retries: 2,
                maxFailures: 9
            ),
            plan: #"{"steps":["uptime"]}"#,
            nodes: try (0..<nodes).map {
                NodeTarget(name: try name($0), address: "10.0.0.\($0)", port: 2200 + $0, connection: "user=root")
            }
        )
    }

    static func report(bytes: Int64 = 1000, verdict: CancelVerdict? = nil, failure: NodeFailure? = nil) -> NodeReport {
        NodeReport(
            outcome: failure.map { .failed($0) } ?? .succeeded,
            stepsDone: 3,
            stepsTotal: 4,
            bytes: bytes,
            artifacts: 2,
            verdict: verdict
        )
    }
}

extension JobStore {
    /// Stores a job of so many nodes, runs it, and claims the first of them.
    func run(_ id: JobID, nodes: Int, claimed: Int = 0) async throws {
        _ = try await create(Fixture.newJob(nodes: nodes), as: id, by: Fixture.alice, at: Fixture.moment(0))
        _ = try #require(await startJob(id, by: Fixture.alice, at: Fixture.moment(1)).value)
        for position in 0..<claimed {
            _ = try #require(await claimNode(Fixture.name(position), of: id, at: Fixture.moment(2)).value)
        }
    }

    func finish(_ position: Int, of id: JobID, attempt: Int = 1, _ result: NodeResult) async throws -> NodeMove {
        try await finishNode(Fixture.name(position), of: id, attempt: attempt, result: result, at: Fixture.moment(3))
    }

    func succeed(_ position: Int, of id: JobID) async throws {
        _ = try #require(await finish(position, of: id, .succeeded(Fixture.report())).value)
    }

    func fail(_ position: Int, of id: JobID) async throws {
        _ = try #require(await finish(position, of: id, .failed(Fixture.failure, Fixture.report())).value)
    }

    func claim(_ position: Int, of id: JobID) async throws -> NodeMove {
        try await claimNode(Fixture.name(position), of: id, at: Fixture.moment(2))
    }

    func cancel(_ id: JobID) async throws -> CancelAnswer {
        try await cancelJob(id, by: Fixture.alice, at: Fixture.moment(10))
    }

    /// The counts that the job tells are those of its nodes, and so are the bytes.
    func expectTrueCounts(of id: JobID, _ location: SourceLocation = #_sourceLocation) async throws {
        let job = try #require(await job(id), sourceLocation: location)
        let nodes = try await nodes(of: id, NodeQuery())
        var counts = JobCounts()
        for node in nodes { counts[node.status] += 1 }
        #expect(job.counts == counts, sourceLocation: location)
        #expect(job.bytes == nodes.reduce(0) { $0 + $1.bytes }, sourceLocation: location)
    }
}

extension Move {
    var value: Value? {
        switch self {
        case .moved(let value): value
        case .refused, .notFound: nil
        }
    }

    /// The state that stood in the way; nil where nothing did, or nothing was found.
    var refusal: Status? {
        switch self {
        case .refused(let current): current
        case .moved, .notFound: nil
        }
    }

    var isNotFound: Bool {
        switch self {
        case .notFound: true
        case .moved, .refused: false
        }
    }
}

extension CancelAnswer {
    var accepted: (job: Job, running: [NodeName])? {
        switch self {
        case .accepted(let job, let running): (job, running)
        case .refused, .notFound: nil
        }
    }

    var refused: Job? {
        switch self {
        case .refused(let job): job
        case .accepted, .notFound: nil
        }
    }

    var isNotFound: Bool {
        switch self {
        case .notFound: true
        case .accepted, .refused: false
        }
    }
}
