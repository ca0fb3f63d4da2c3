/// A page of a job's nodes.
package struct NodeListDocument: Hashable, Sendable, Codable {
    package var nodes: [NodeDocument]
    /// What asks for the next page; null on the last one.
    package var nextCursor: String?

    package init(nodes: [NodeDocument], nextCursor: String?) {
        self.nodes = nodes
        self.nextCursor = nextCursor
    }

    private enum CodingKeys: String, CodingKey {
        case nodes
        case nextCursor = "next_cursor"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(nodes, forKey: .nodes)
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}
