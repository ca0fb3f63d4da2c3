/// A job with all that is stored of it: the fields of a Job, its nodes, and its audit events.
package struct JobDetailDocument: Hashable, Sendable, Encodable {
    package var job: JobDocument
    /// In job order.
    package var nodes: [NodeDocument]
    /// Oldest first.
    package var audit: [AuditDocument]

    package init(job: JobDocument, nodes: [NodeDocument], audit: [AuditDocument]) {
        self.job = job
        self.nodes = nodes
        self.audit = audit
    }

    private enum CodingKeys: String, CodingKey {
        case nodes, audit
    }

    package func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(nodes, forKey: .nodes)
        try container.encode(audit, forKey: .audit)
    }
}
