import Foundation
package import TrawlDomain

/// A page of a job's nodes as arrays, one a node, for whoever draws thousands of them.
package struct CompactNodeListDocument: Sendable, Encodable {
    /// What stands at which place of a row.
    package static let columns = [
        "node", "status", "stage", "attempt", "steps_done", "steps_total", "bytes", "started_at_ms", "finished_at_ms",
        "code", "cancel_outcome",
    ]

    private let rows: [Row]
    private let nextCursor: String?

    package init(_ nodes: [NodeRecord], nextCursor: String?) {
        rows = nodes.map(Row.init)
        self.nextCursor = nextCursor
    }

    private struct Row: Encodable {
        let node: NodeRecord

        func encode(to encoder: any Encoder) throws {
            var row = encoder.unkeyedContainer()
            try row.encode(node.name.description)
            try row.encode(node.status)
            try row.encode(node.stage)
            try row.encode(node.attempt)
            try row.encode(node.stepsDone)
            try row.encode(node.stepsTotal)
            try row.encode(node.bytes)
            for moment in [node.startedAt, node.finishedAt] {
                try row.encode(moment.map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) })
            }
            try row.encode(node.failure?.code)
            try row.encode(node.verdict?.outcome)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case columns
        case rows = "nodes"
        case nextCursor = "next_cursor"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.columns, forKey: .columns)
        try container.encode(rows, forKey: .rows)
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}
