/// Turns a transcript's events into plain text for a person: output as it was, markers and input on lines of their own.
///
/// The text is what the node sent; whoever shows it on a terminal takes dangerous sequences out first.
package struct TranscriptText: Sendable {
    private var isAtLineStart = true

    package init() {}

    /// The text of the next event.
    package mutating func text(of event: TranscriptEvent) -> String {
        guard !event.text.isEmpty else { return "" }
        switch event.kind {
        case .output:
            isAtLineStart = event.text.unicodeScalars.last == "\n"
            return Self.withoutReturns(event.text)
        case .input: return line("$ ", Self.withoutReturns(event.text))
        case .marker: return line("── ", event.text)
        }
    }

    private mutating func line(_ prefix: String, _ text: String) -> String {
        let beginning = isAtLineStart ? prefix : "\n" + prefix
        isAtLineStart = true
        // By scalars: a carriage return and a line feed are one character, which does not end in a line feed.
        return text.unicodeScalars.last == "\n" ? beginning + text : beginning + text + "\n"
    }

    /// Makes of a terminal's line ends those of a text file.
    private static func withoutReturns(_ text: String) -> String {
        var plain = ""
        plain.reserveCapacity(text.utf8.count)
        var wasReturn = false
        for scalar in text.unicodeScalars {
            if wasReturn && scalar != "\n" { plain.unicodeScalars.append("\r") }
            wasReturn = scalar == "\r"
            if !wasReturn { plain.unicodeScalars.append(scalar) }
        }
        if wasReturn { plain.unicodeScalars.append("\r") }
        return plain
    }
}
