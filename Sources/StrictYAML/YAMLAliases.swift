/// A look at a text before the parser sees it.
///
/// The parser compares the keys of a mapping in full, so that a key which is an alias of aliases of aliases would
/// keep it busy for ever, before anyone can refuse it. This look is rough, as it does not know quotes or blocks of
/// text: it refuses only what uses aliases many times, and leaves the exact answer to the walk after the parser.
enum YAMLAliases {
    /// Whether the text uses its own anchors often enough to become something much larger than itself.
    ///
    /// Where aliases are allowed, it is their use in a field's name that counts: values are walked within a bound.
    static func couldExplode(_ text: String, in dialect: YAMLDialect) -> Bool {
        let limit =
            switch dialect {
            case .strict: Self.limit
            case .foreign: hasUnusualKey(text) ? Self.limit : 10_000
            }
        var anchors: Set<Substring> = []
        var uses = 0
        var previous = UInt8(ascii: "\n")
        let bytes = text.utf8
        var index = bytes.startIndex
        while index != bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), Self.beforeToken.contains(previous) {
                let end = bytes[next...].prefix(64).firstIndex { Self.afterName.contains($0) } ?? bytes.endIndex
                let name = text[next..<end].prefix(64)
                if byte == UInt8(ascii: "&") {
                    anchors.insert(name)
                } else if anchors.contains(name) {
                    uses += 1
                    if uses > limit { return true }
                }
            }
            previous = byte
            index = next
        }
        return false
    }

    /// Whether some field's name could be more than a scalar: an alias, a list or a mapping before a colon, or after `?`.
    private static func hasUnusualKey(_ text: String) -> Bool {
        text.contains(/(?m)(^[ \t-]*|[\[{,][ \t]*)\?[ \t\r\n]|[\]}][ \t]*:|\*[^ \t\r\n,\[\]{}]+[ \t]*:/)
    }

    private static let limit = 8
    private static let beforeToken = Set("\r\n\t [{,:?-".utf8)
    private static let afterName = Set("\r\n\t []{},".utf8)
}
