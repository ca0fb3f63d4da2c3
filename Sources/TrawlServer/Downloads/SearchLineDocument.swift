import TrawlCollect

/// A line that was found, as callers see it.
struct SearchLineDocument: Encodable {
    /// Only where more than one node is searched.
    var node: String?
    var line: Int?
    var offset: Int64
    var text: String
    /// Only where the text is not the whole line.
    var truncated: Bool?

    init(_ match: LineMatch, node: String? = nil) {
        self.node = node
        line = match.line
        offset = match.offset
        text = match.text
        truncated = match.isCut ? true : nil
    }
}
