package import TrawlDomain

/// How far a viewer of a job has come; what `Last-Event-ID` says.
///
/// `1234` is an entry of the journal. `1234-2-5678-web01` is that, and byte 5678 of the asciicast of web01's second attempt.
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
    /// The node whose transcript the viewer follows, and how far it is in it.
    package private(set) var node: NodeName?
    package private(set) var transcript: Transcript?

    package init(sequence: Int64) {
        self.sequence = sequence
    }

    /// How far the viewer is in a node's transcript; nil where that is another's.
    package func place(in name: NodeName) -> Transcript? { name == node ? transcript : nil }

    /// The viewer has come to a place in a node's transcript.
    package mutating func move(to place: Transcript, in name: NodeName) {
        (node, transcript) = (name, place)
    }

    /// Reads an id of ours; nil for anything else.
    package init?(_ text: some StringProtocol) {
        // A node's name may have the separator in it, so it stands last.
        let parts = text.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        let numbers = parts.prefix(3).compactMap { Self.number($0) }
        guard parts.count == 1 || parts.count == 4, numbers.count == min(parts.count, 3) else { return nil }
        sequence = numbers[0]
        guard parts.count == 4 else { return }
        guard let name = try? NodeName(String(parts[3])) else { return nil }
        move(to: Transcript(attempt: Int(numbers[1]), offset: numbers[2]), in: name)
    }

    private static func number(_ text: some StringProtocol) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 19, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text)
    }

    package var description: String {
        guard let node, let transcript else { return "\(sequence)" }
        return "\(sequence)-\(transcript.attempt)-\(transcript.offset)-\(node)"
    }
}
