import TrawlDomain
import TrawlEngine

/// What an event stream tells of a job or of a node: the journal's entry, and the whole record as it is stored now.
///
/// So a viewer that keeps the last record of each node and of the job has what GET would answer, without asking.
struct EventRecordDocument: Encodable {
    private enum Record {
        case job(JobDocument)
        case node(NodeDocument)
        case gone
    }

    /// Nil where it is told without an entry, as a stream begins.
    private let entry: EventDocument?
    private let kind: JobEvent.Kind
    private let record: Record

    init(_ told: FeedEvent) {
        entry = EventDocument(told.event)
        kind = told.event.kind
        record = told.job.map { .job(JobDocument($0)) } ?? told.node.map { .node(NodeDocument($0)) } ?? .gone
    }

    init(_ job: Job) {
        entry = nil
        kind = .job
        record = .job(JobDocument(job))
    }

    init(_ node: NodeRecord) {
        entry = nil
        kind = .node
        record = .node(NodeDocument(node))
    }

    private enum CodingKeys: String, CodingKey {
        case event, snapshot, status, node, record
        case jobID = "job_id"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if let entry { try entry.encode(to: encoder) } else { try container.encode(true, forKey: .snapshot) }
        try container.encode(kind, forKey: .event)
        switch record {
        case .job(let job):
            if entry == nil {
                try container.encode(job.jobID, forKey: .jobID)
                try container.encode(job.status, forKey: .status)
            }
            try container.encode(job, forKey: .record)
        case .node(let node):
            if entry == nil {
                try container.encode(node.node, forKey: .node)
                try container.encode(node.status, forKey: .status)
            }
            try container.encode(node, forKey: .record)
        // The job was deleted between its entry and the look at it.
        case .gone: try container.encodeNil(forKey: .record)
        }
    }
}
