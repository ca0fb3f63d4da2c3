/// Cuts a line into words as Python's `shlex.split` does: quotes, backslashes, and `#` for a comment.
enum ShellWords {
    /// The words; nil where a quote is never closed.
    static func split(_ line: some StringProtocol, hasComments: Bool = false) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (character, quote) {
            case ("\\", nil):
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            case ("\\", "\""):
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + (next == "\"" || next == "\\" ? String(next) : "\\\(next)")
            case (_, let open?) where character == open: quote = nil
            case ("\"", nil), ("'", nil):
                quote = character
                word = word ?? ""
            case ("#", nil) where hasComments:
                // shlex takes it for a comment inside a word, too.
                rest = rest[rest.endIndex...]
            case (_, nil) where character.isWhitespace:
                if let done = word { words.append(done) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if quote != nil { return nil }
        if let done = word { words.append(done) }
        return words
    }
}
