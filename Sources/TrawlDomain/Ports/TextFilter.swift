/// A piece of text that is looked for in others, without regard to the case of ASCII letters.
///
/// The same in memory as in a database whose `lower` knows ASCII alone (https://sqlite.org/lang_corefunc.html#lower);
/// no character of it is a wildcard.
package struct TextFilter: Hashable, Sendable {
    /// What is looked for, in lower case.
    package let folded: String
    private let bytes: [UInt8]

    /// Nil for an empty text, which would be found everywhere.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        bytes = Self.fold(text)
        folded = String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the piece is somewhere in a text.
    package func isIn(_ text: String) -> Bool {
        let text = Self.fold(text)
        guard text.count >= bytes.count else { return false }
        return (0...text.count - bytes.count).contains { text[$0..<$0 + bytes.count].elementsEqual(bytes) }
    }

    private static func fold(_ text: String) -> [UInt8] {
        text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
