import Foundation
import NIOCore
import NIOHTTP1
import TrawlCollect
import TrawlDomain
import TrawlServer

/// The jobs of a server.
struct RemoteJobs: JobSource {
    let client: ServerClient
    let clock: any Clock<Duration>
    /// Tells a person what is not part of any answer, in one sentence.
    private let notice: @Sendable (String) -> Void
    /// How long a server that cannot answer is waited for when it is asked how a job stands.
    private var patience = Patience.none

    init(
        client: ServerClient,
        clock: any Clock<Duration> = ContinuousClock(),
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.client = client
        self.clock = clock
        self.notice = notice
    }

    /// Tells that nothing is heard of a job for a while, and that it is heard of again.
    func tell(_ news: JobNews) {
        switch news {
        case .lost(let reason): notice("nothing is heard of the job (\(reason)); trying again")
        case .back: notice("the job is heard of again")
        case .job, .node, .entry, .progress: break
        }
    }

    var patient: any JobSource { waiting }

    /// The same jobs, for who has begun to watch and waits for a server that is started again.
    var waiting: RemoteJobs {
        var jobs = self
        jobs.patience = .watching
        return jobs
    }

    /// A server goes on with what it has, also after its next start.
    var isAttended: Bool { true }

    func folder(of job: JobID) -> String { "\(client.address)/api/v1/jobs/\(job)" }

    func folder(of node: NodeName, in job: JobID) -> String { "\(folder(of: job))/nodes/\(node)" }

    // MARK: Looking

    func jobs(_ query: JobQuery) async throws -> Page<Job> {
        var found: [Job] = []
        var cursor = query.cursor?.text
        while true {
            var call = ServerCall(.GET, "jobs")
            call.query = Self.parameters(of: query, limit: min(500, query.limit - found.count))
            if let cursor { call.query.append(("cursor", cursor)) }
            let page = try await client.document(JobListDocument.self, call)
            let jobs = try page.jobs.map { try Job($0) }
            // The server's own filter also looks into names and targets.
            found += query.idPrefix.map { beginning in jobs.filter { $0.id.description.hasPrefix(beginning) } } ?? jobs
            cursor = page.nextCursor
            if cursor == nil || found.count >= query.limit { return Page(items: found, next: cursor) }
        }
    }

    func job(_ id: JobID) async throws -> Job? {
        try await unlessMissing {
            try Job(try await ask(JobDocument.self, ServerCall(.GET, "jobs", "\(id)")))
        }
    }

    func nodes(of id: JobID) async throws -> [NodeRecord] {
        var nodes: [NodeRecord] = []
        var cursor: String?
        repeat {
            var call = ServerCall(.GET, "jobs", "\(id)", "nodes")
            call.query = [("limit", "5000")]
            if let cursor { call.query.append(("cursor", cursor)) }
            let page = try await ask(NodeListDocument.self, call)
            for document in page.nodes { nodes.append(try NodeRecord(document, position: nodes.count)) }
            cursor = page.nextCursor
        } while cursor != nil
        return nodes
    }

    func node(_ name: NodeName, of id: JobID) async throws -> NodeRecord? {
        try await unlessMissing {
            let call = ServerCall(.GET, "jobs", "\(id)", "nodes", "\(name)")
            return try NodeRecord(try await ask(NodeDocument.self, call), position: 0)
        }
    }

    func audit(of id: JobID) async throws -> [AuditEvent] {
        try await client.document(AuditListDocument.self, ServerCall(.GET, "jobs", "\(id)", "audit")).events
            .map { try AuditEvent($0) }
    }

    // MARK: Moving

    /// Has the server store a job, and run it where it is to start at once.
    ///
    /// The same request under the same key makes no second job.
    func submit(_ new: NewJobDocument, key: String) async throws -> Job {
        var call = ServerCall(.POST, "jobs")
        call.body = try DocumentCoding.text(of: new)
        return try await make(call, key: key)
    }

    func run(_ id: JobID) async throws -> Job { try await move(id, "run") }

    func retry(_ id: JobID, key: String) async throws -> Job {
        try await make(ServerCall(.POST, "jobs", "\(id)", "retry"), key: key)
    }

    func cancel(_ id: JobID) async throws -> Job { try await move(id, "cancel") }

    func cancelNode(_ name: NodeName, of id: JobID) async throws -> NodeRecord {
        let call = ServerCall(.POST, "jobs", "\(id)", "nodes", "\(name)", "cancel")
        return try NodeRecord(try await client.document(NodeDocument.self, call), position: 0)
    }

    func delete(_ id: JobID) async throws { try await client.perform(ServerCall(.DELETE, "jobs", "\(id)")) }

    /// Has the server make a job; a request whose answer was lost is sent again, which its key lets be harmless.
    private func make(_ call: ServerCall, key: String) async throws -> Job {
        var call = call
        call.fields.append(("Idempotency-Key", key))
        let asked = call
        let document: JobDocument
        do {
            document = try await client.document(JobDocument.self, asked)
        } catch let lost as ServerUnreachable where lost.mayBeDone {
            notice("no answer came (\(lost.reason)); asking again, which makes no second job")
            document = try await Patience(limit: Self.longestDoubt).ask(clock) {
                try await client.document(JobDocument.self, asked)
            }
        }
        return try Job(document)
    }

    private func move(_ id: JobID, _ verb: String) async throws -> Job {
        try Job(try await client.document(JobDocument.self, ServerCall(.POST, "jobs", "\(id)", verb)))
    }

    // MARK: What all share

    private func ask<Document: Decodable & Sendable>(_ kind: Document.Type, _ call: ServerCall) async throws -> Document
    {
        try await patience.ask(clock) { try await client.document(kind, call) }
    }

    func unlessMissing<Value>(_ work: () async throws -> Value) async throws -> Value? {
        do {
            return try await work()
        } catch let refusal as ServerRefusal where refusal.isNotFound {
            return nil
        }
    }

    /// How long it is tried to learn whether a job was made: a server that is started again is back by then.
    private static let longestDoubt = Duration.seconds(30)

    private static func parameters(of query: JobQuery, limit: Int) -> [(name: String, value: String)] {
        var parameters = [("limit", "\(query.idPrefix == nil ? max(1, limit) : 500)")]
        if let statuses = query.statuses {
            parameters.append(("status", statuses.map(\.rawValue).sorted().joined(separator: ",")))
        }
        if let beginning = query.idPrefix { parameters.append(("q", beginning)) }
        return parameters
    }
}
