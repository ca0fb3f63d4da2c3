/// The events between two places of a transcript.
package struct TranscriptPage: Hashable, Sendable {
    /// There where the page begins at 0.
    package var header: TranscriptHeader?
    package var events: [TranscriptEvent] = []
    /// Where the next page begins; a torn last line is read again from its beginning.
    package var nextOffset: Int64
    /// Whether there was no whole line behind this page; more may come while the transcript grows.
    package var isAtEnd = false
    /// Lines that are no events, or of a kind that is not known here; they are passed over.
    package var skipped = 0
}
