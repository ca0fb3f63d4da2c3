/// A pattern over names: `*` is any text, `?` any one character.
struct NamePattern {
    private let pattern: [Unicode.Scalar]

    init(_ text: String) {
        pattern = Array(text.unicodeScalars)
    }

    static func isPattern(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Goes back to the last `*` only, so that it takes no longer than the product of both lengths.
    func matches(_ name: String) -> Bool {
        let text = Array(name.unicodeScalars)
        var place = 0
        var textPlace = 0
        var star: (pattern: Int, text: Int)?
        while textPlace < text.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, textPlace)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[textPlace] {
                place += 1
                textPlace += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                place = last.pattern + 1
                textPlace = last.text + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
