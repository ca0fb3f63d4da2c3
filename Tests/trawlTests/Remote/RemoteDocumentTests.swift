import Foundation
import Testing
import TrawlDomain
import TrawlServer

@testable import trawl

@Suite("What a server tells is what a data directory has")
struct RemoteDocumentTests {
    @Test("A job, a node and an audit event come back as the same JSON")
    func same() throws {
        let id = try #require(JobID("01KAJ000000000000000000000"))
        let moment = Date(timeIntervalSince1970: 1_700_000_000.123)
        let job = Job(
            id: id,
            name: "web logs",
            status: .partial,
            isCancelled: true,
            projectID: "web",
            owner: "alice",
            profile: "linux",
            targets: "web[01-02]",
            retryOf: JobID("01KAJ000000000000000000001"),
            createdAt: moment,
            startedAt: moment,
            finishedAt: moment,
            settledAt: moment,
            counts: JobCounts(succeeded: 1, cancelled: 1),
            bytes: 77,
            options: JobOptions(nodeTimeout: .milliseconds(1500), deadline: .seconds(3), retries: 2, maxFailures: 4),
            plan: "secret of the store"
        )
        var node = NodeRecord(
            target: NodeTarget(name: try NodeName("web01"), address: "192.0.2.1", port: 22, connection: "{}"),
            position: 3
        )
        node.status = .cancelled
        node.stage = .collecting
        node.attempt = 2
        node.startedAt = moment
        node.finishedAt = moment
        node.failure = NodeFailure(code: .cancelled, stage: .collecting, message: "Cancelled.", isRetryable: true)
        node.verdict = CancelVerdict(outcome: .killed, duration: .milliseconds(1234), detail: "why")
        let event = AuditEvent(
            eventID: 5,
            jobID: id,
            projectID: "web",
            actorType: .admin,
            actorID: "alice",
            previousStatus: .running,
            newStatus: .partial,
            occurredAt: moment,
            recordedAt: moment,
            correlationID: "req-1"
        )
        let told = JobDocument(job)
        #expect(try JobDocument(Job(try again(told))) == told)
        #expect(try NodeDocument(NodeRecord(try again(NodeDocument(node)), position: 0)) == NodeDocument(node))
        #expect(try AuditDocument(AuditEvent(try again(AuditDocument(event)))) == AuditDocument(event))
    }

    private func again<Document: Codable>(_ document: Document) throws -> Document {
        try DocumentCoding.document(Document.self, from: Data(DocumentCoding.text(of: document).utf8))
    }

    @Test("An event of a stream is the record, and the journal's entry unless it is the beginning's")
    func events() throws {
        let document = try DocumentCoding.text(
            of: JobDocument(
                Job(
                    id: try #require(JobID("01KAJ000000000000000000000")),
                    name: "x",
                    projectID: "default",
                    owner: "a",
                    profile: "p",
                    targets: "t",
                    createdAt: Date(timeIntervalSince1970: 0),
                    counts: JobCounts(pending: 1),
                    options: JobOptions(),
                    plan: ""
                )
            )
        )
        let snapshot = ServerEvent(name: "job", data: #"{"event":"job","snapshot":true,"record":\#(document)}"#)
        guard case .news(let first) = try JobStreamEvent(snapshot), case .job? = first.first, first.count == 1 else {
            Issue.record("a snapshot is the record alone")
            return
        }
        let entry = """
            {"event":"job","id":9,"job_id":"01KAJ000000000000000000000","occurred_at":"2026-11-21T08:00:00.000Z",\
            "status":"RUNNING","record":null}
            """
        guard case .news(let second) = try JobStreamEvent(ServerEvent(name: "job", data: entry)),
            case .entry(let told)? = second.first, second.count == 1
        else {
            Issue.record("an entry without a record is the entry")
            return
        }
        #expect(told.id == 9)
        guard case .end(.deleted) = try JobStreamEvent(ServerEvent(name: "end", data: #"{"reason":"deleted"}"#)),
            case .unknown = try JobStreamEvent(ServerEvent(name: "later", data: "?"))
        else {
            Issue.record("ends and unknown events are told apart")
            return
        }
        #expect(throws: CommandFailure.self) { try JobStreamEvent(ServerEvent(name: "node", data: "{")) }
    }
}
