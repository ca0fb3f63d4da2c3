/// One event of an asciicast.
package struct TranscriptEvent: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// What the node said.
        case output = "o"
        /// What was sent to it.
        case input = "i"
        case marker = "m"
    }

    /// Since the beginning of the transcript.
    package var time: Duration
    package var kind: Kind
    package var text: String

    package init(time: Duration, kind: Kind, text: String) {
        self.time = time
        self.kind = kind
        self.text = text
    }
}
