import TrawlCollect
import TrawlDomain

/// A line of a search's answer: one that was found, or the last one, which says how the search ended.
struct FoundLine: Codable, Equatable, Sendable {
    var node: String?
    /// From 1.
    var line: Int?
    /// In bytes of the node's text.
    var offset: Int64?
    var text: String?
    /// Whether the text is not the whole line.
    var truncated: Bool?
    /// Only in the last line.
    var end: Bool?
    var matches: Int?
    /// Whether the limit was met.
    var capped: Bool?
    /// How many nodes had a transcript.
    var nodes: Int?
    var unreadable: [String]?

    init(_ match: LineMatch, node: NodeName) {
        self.node = node.description
        line = match.line
        offset = match.offset
        text = match.text
        truncated = match.isCut ? true : nil
    }

    /// The last line.
    init(matches: Int, limit: Int, nodes: Int, unreadable: [NodeName]) {
        end = true
        self.matches = matches
        capped = matches >= limit
        self.nodes = nodes
        self.unreadable = unreadable.isEmpty ? nil : unreadable.map(\.description)
    }
}
