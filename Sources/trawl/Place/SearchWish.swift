/// What is looked for in transcripts.
struct SearchWish: Equatable, Sendable {
    var pattern: String
    var ignoresCase: Bool
    /// The most lines.
    var limit: Int
}
