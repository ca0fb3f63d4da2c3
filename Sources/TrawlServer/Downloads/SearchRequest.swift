import TrawlCollect

/// What lines are looked for, and how many of them.
struct SearchRequest: Sendable {
    let pattern: String
    let limit: Int
    let ignoresCase: Bool
    /// From which byte of the text on.
    let start: Int64

    /// Reads it from a query whose parameter `name` has the pattern; nil where that is not there.
    ///
    /// - Throws: ``APIFailure``.
    init?(_ query: QueryReader, pattern name: String) throws(APIFailure) {
        let limit = try query.number("limit", in: 1...10_000) ?? 1_000
        let ignoresCase = try query.number("ignore_case", in: 0...1) == 1
        let start = try query.number("from", in: 0...Self.latestStart) ?? 0
        guard let pattern = query[name] else { return nil }
        guard pattern.unicodeScalars.count <= Self.longestPattern, !pattern.utf8.contains(0x0A) else {
            throw .badParameter(
                name,
                "\(name) must be a text of one line and of \(Self.longestPattern) characters at most"
            )
        }
        self.pattern = pattern
        self.limit = limit
        self.ignoresCase = ignoresCase
        self.start = Int64(start)
    }

    private static let longestPattern = 256
    /// The largest whole number that every reader of JSON knows exactly.
    private static let latestStart = (1 << 53) - 1

    /// A search of one text.
    var search: LineSearch { LineSearch(for: pattern, ignoringCase: ignoresCase, from: start) }
}
