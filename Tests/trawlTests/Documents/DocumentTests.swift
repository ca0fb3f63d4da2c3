import Foundation
import Testing
import TrawlDomain
import TrawlServer

@Suite("The JSON of the contract")
struct DocumentTests {
    private let id = JobID(milliseconds: 1_763_712_000_000, entropy: (7, 42))
    private let moment = Date(timeIntervalSince1970: 1_763_712_000.123)

    private func job() -> Job {
        Job(
            id: id,
            name: "web logs",
            status: .partial,
            isCancelled: true,
            projectID: "default",
            owner: "alice",
            profile: "linux",
            targets: "web[01-40]",
            createdAt: moment,
            startedAt: moment + 1,
            finishedAt: moment + 2,
            settledAt: moment + 3.0004,
            counts: JobCounts(succeeded: 12, failed: 1, cancelled: 27),
            bytes: 73_400_320,
            options: JobOptions(concurrency: 50, nodeTimeout: .seconds(600), retries: 1),
            plan: "{}"
        )
    }

    /// JSON equal in content, whatever its order.
    private func expectSame(_ text: String, _ wanted: String) throws {
        let left = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
        let right = try JSONSerialization.jsonObject(with: Data(wanted.utf8)) as? NSDictionary
        #expect(left == right, "\(text)")
        #expect(left != nil)
    }

    @Test func jobAsTheContractShowsIt() throws {
        let text = try DocumentCoding.text(of: JobDocument(job()))
        try expectSame(
            text,
            """
            {"job_id":"\(id)","name":"web logs","status":"PARTIAL","cancelled":true,"settled":true,
             "project_id":"default","owner":"alice","profile":"linux","targets":"web[01-40]","retry_of":null,
             "created_at":"2025-11-21T08:00:00.123Z","started_at":"2025-11-21T08:00:01.123Z",
             "finished_at":"2025-11-21T08:00:02.123Z","settled_at":"2025-11-21T08:00:03.123Z",
             "counts":{"pending":0,"running":0,"succeeded":12,"failed":1,"cancelled":27},"bytes":73400320,
             "options":{"concurrency":50,"node_timeout_s":600,"deadline_s":null,"retries":1,"max_failures":null}}
            """
        )
        #expect(!text.contains("\n"))
    }

    @Test("A job reads back as it was written, nulls and message too")
    func jobRoundTrip() throws {
        var young = job()
        young.status = .pending
        young.startedAt = nil
        young.finishedAt = nil
        young.settledAt = nil
        for document in [JobDocument(job(), message: "Cancelled."), JobDocument(young)] {
            let text = try DocumentCoding.text(of: document)
            let read = try DocumentCoding.document(JobDocument.self, from: Data(text.utf8))
            #expect(try DocumentCoding.text(of: read) == text)
        }
        #expect(try DocumentCoding.text(of: JobDocument(young)).contains(#""started_at":null"#))
        #expect(try DocumentCoding.text(of: JobDocument(young)).contains(#""settled":false"#))
    }

    private func node() throws -> NodeRecord {
        let target = NodeTarget(name: try NodeName("web11"), address: "10.0.0.11", port: 22, connection: "{}")
        return NodeRecord(target: target, position: 10)
    }

    @Test("A node has nulls for what is not known, and cancel fields only after a cancel")
    func nodes() throws {
        try expectSame(
            try DocumentCoding.text(of: NodeDocument(try node())),
            """
            {"node":"web11","address":"10.0.0.11","port":22,"status":"PENDING","attempt":0,"stage":"queued",
             "started_at":null,"finished_at":null,"steps_done":0,"steps_total":0,"bytes":0,"artifacts":0,"error":null}
            """
        )
        var ended = try node()
        ended.status = .cancelled
        ended.startedAt = moment
        ended.failure = NodeFailure(code: .cancelled, stage: .collecting, message: "Cancelled.", isRetryable: true)
        ended.verdict = CancelVerdict(outcome: .neverStarted, duration: .milliseconds(1400))
        try expectSame(
            try DocumentCoding.text(of: NodeDocument(ended)),
            """
            {"node":"web11","address":"10.0.0.11","port":22,"status":"CANCELLED","attempt":0,"stage":"queued",
             "started_at":"2025-11-21T08:00:00.123Z","finished_at":null,"steps_done":0,"steps_total":0,"bytes":0,
             "artifacts":0,"error":{"code":"CANCELLED","stage":"collecting","message":"Cancelled.","retryable":true},
             "cancel_outcome":"never_started","cancel_ms":1400}
            """
        )
    }

    @Test func audit() throws {
        let event = AuditEvent(
            eventID: 7,
            jobID: id,
            projectID: "default",
            actorType: .operator,
            actorID: "alice",
            previousStatus: nil,
            newStatus: .pending,
            occurredAt: moment,
            recordedAt: moment,
            correlationID: "req-1"
        )
        try expectSame(
            try DocumentCoding.text(of: AuditDocument(event)),
            """
            {"event_id":7,"event_type":"JOB_STATUS_CHANGED","job_id":"\(id)","project_id":"default",
             "actor_type":"operator","actor_id":"alice","prev_status":null,"new_status":"PENDING",
             "occurred_at":"2025-11-21T08:00:00.123Z","recorded_at":"2025-11-21T08:00:00.123Z","correlation_id":"req-1"}
            """
        )
    }

    @Test func errors() throws {
        let missing = ErrorDocument(
            error: "JOB_NOT_FOUND",
            errorCode: "RESOURCE_NOT_FOUND",
            message: "Job \(id) not found",
            requestID: "req-1"
        )
        try expectSame(
            try DocumentCoding.text(of: missing),
            """
            {"error":"JOB_NOT_FOUND","error_code":"RESOURCE_NOT_FOUND","message":"Job \(id) not found","request_id":"req-1"}
            """
        )
        let late = ErrorDocument(
            error: "JOB_NOT_CANCELLABLE",
            errorCode: "FSM_TRANSITION_INVALID",
            message: "late",
            requestID: "req-1",
            currentStatus: JobStatus.succeeded.rawValue,
            attemptedStatus: JobStatus.cancelled.rawValue
        )
        try expectSame(
            try DocumentCoding.text(of: late),
            """
            {"error":"JOB_NOT_CANCELLABLE","error_code":"FSM_TRANSITION_INVALID","message":"late","request_id":"req-1",
             "current_status":"SUCCEEDED","attempted_status":"CANCELLED"}
            """
        )
    }

    @Test("The detail of a job is the job with its nodes and its audit")
    func detail() throws {
        let detail = JobDetailDocument(job: JobDocument(job()), nodes: [NodeDocument(try node())], audit: [])
        let text = try DocumentCoding.text(of: detail)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["job_id"] as? String == id.description)
        #expect((object["nodes"] as? [Any])?.count == 1)
        #expect((object["audit"] as? [Any])?.isEmpty == true)
    }
}
