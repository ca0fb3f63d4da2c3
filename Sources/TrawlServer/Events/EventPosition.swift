/// How far a viewer of a job has come; what `Last-Event-ID` says.
///
/// `1234` is an entry of the journal. `1234-2-5678` is that, and byte 5678 of the asciicast of a node's second attempt.
package struct EventPosition: Hashable, Sendable, CustomStringConvertible {
    /// A place in a node's transcript.
    package struct Transcript: Hashable, Sendable {
        package var attempt: Int
        package var offset: Int64

        package init(attempt: Int, offset: Int64) {
            self.attempt = attempt
            self.offset = offset
        }

        static let beginning = Transcript(attempt: 0, offset: 0)
    }

    package var sequence: Int64
    package var transcript: Transcript?

    package init(sequence: Int64, transcript: Transcript? = nil) {
        self.sequence = sequence
        self.transcript = transcript
    }

    /// Reads an id of ours; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 3,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 19 && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int64($0) }
        guard numbers.count == parts.count else { return nil }
        sequence = numbers[0]
        transcript = numbers.count == 3 ? Transcript(attempt: Int(numbers[1]), offset: numbers[2]) : nil
    }

    package var description: String {
        guard let transcript else { return "\(sequence)" }
        return "\(sequence)-\(transcript.attempt)-\(transcript.offset)"
    }
}
