/// The last line of a search: what was looked at, and whether that was all.
struct SearchEndDocument: Encodable {
    var end = true
    var matches: Int
    /// Whether the limit was met, so that there may be more.
    var capped: Bool
    /// Up to which byte of the text; only for one transcript.
    ///
    /// A search from there on misses nothing.
    var scannedTo: Int64?
    /// How many nodes had a transcript that was looked at; only for a job.
    var nodes: Int?
    /// Nodes whose transcript could not be read; only for a job, and where there are any.
    var unreadable: [String]?

    private enum CodingKeys: String, CodingKey {
        case end, matches, capped
        case scannedTo = "scanned_to"
        case nodes, unreadable
    }
}
