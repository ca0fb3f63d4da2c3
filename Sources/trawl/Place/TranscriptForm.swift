/// How a transcript is shown.
enum TranscriptForm: Sendable {
    case text
    /// asciicast v2.
    case cast
}
