/// Cuts one line of ssh_config(5) into its words, as OpenSSH does.
///
/// The keyword ends at white space or at one `=`; words may be in single or double quotes, in which a backslash keeps
/// quotes and itself; `#` at the beginning of a word begins a comment.
enum SSHConfigWords {
    /// Why a line cannot be cut, for a person.
    struct Unreadable: Error {
        let reason: String
    }

    /// The keyword in lower case, and its arguments; nil for a blank line or a comment.
    static func cut(_ line: Substring) throws(Unreadable) -> (keyword: String, arguments: [String])? {
        let text = line.drop(while: isBlank)
        if text.isEmpty || text.hasPrefix("#") { return nil }
        let keyword: Substring
        var rest: Substring
        if text.hasPrefix("\"") {
            guard let end = text.dropFirst().firstIndex(of: "\"") else {
                throw Unreadable(reason: "a quote is never closed")
            }
            keyword = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else {
            keyword = text.prefix { !isBlank($0) && $0 != "=" }
            rest = text.dropFirst(keyword.count)
        }
        rest = rest.drop(while: isBlank)
        if rest.hasPrefix("=") { rest = rest.dropFirst().drop(while: isBlank) }
        return (keyword.lowercased(), try words(in: rest))
    }

    /// The words of a text, up to a comment.
    static func words(in text: Substring) throws(Unreadable) -> [String] {
        var words: [String] = []
        var rest = text.drop(while: isBlank)
        while let first = rest.first, first != "#" {
            var word = ""
            var quote: Character?
            scan: while let character = rest.first {
                rest.removeFirst()
                switch character {
                case "\\":
                    guard let next = rest.first,
                        next == "\\" || next == "\"" || next == "'" || quote == nil && next == " "
                    else {
                        word.append(character)
                        continue scan
                    }
                    word.append(next)
                    rest.removeFirst()
                case "\"", "'":
                    if quote == nil {
                        quote = character
                    } else if quote == character {
                        quote = nil
                    } else {
                        word.append(character)
                    }
                case _ where quote == nil && isBlank(character): break scan
                default: word.append(character)
                }
            }
            if quote != nil { throw Unreadable(reason: "a quote is never closed") }
            words.append(word)
            rest = rest.drop(while: isBlank)
        }
        return words
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\r" || character == "\u{C}" || character == "\r\n"
    }
}
