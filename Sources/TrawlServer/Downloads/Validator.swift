/// What tells one state of a representation from another (RFC 9110, section 8.8.3).
package struct Validator: Hashable, Sendable, CustomStringConvertible {
    package let opaque: String
    package let isWeak: Bool

    /// A tag of ours; `opaque` has neither quotes nor control characters.
    package init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    package var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

    /// Reads one tag and what stands behind it; nil where there is none.
    private static func read(_ text: Substring) -> (tag: Validator, rest: Substring)? {
        let isWeak = text.hasPrefix("W/")
        let quoted = isWeak ? text.dropFirst(2) : text
        guard quoted.first == "\"" else { return nil }
        let inside = quoted.dropFirst()
        guard let end = inside.firstIndex(of: "\"") else { return nil }
        return (Validator(String(inside[..<end]), isWeak: isWeak), inside[inside.index(after: end)...])
    }

    /// Whether `If-Range` names this very state: strong, byte for byte (section 13.1.5).
    ///
    /// A date never does: nothing here has a `Last-Modified` that could be trusted to the byte.
    package func satisfies(ifRange value: String) -> Bool {
        guard !isWeak, let (tag, rest) = Self.read(Substring(value)), rest.allSatisfy(\.isWhitespace) else {
            return false
        }
        return tag == self
    }

    /// Whether a list of tags, or `*`, names this state; `If-None-Match` compares weakly, `If-Match` strongly.
    package func isIn(_ list: String, weakly: Bool) -> Bool {
        var rest = Substring(list)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            if rest.isEmpty { return false }
            if rest == "*" { return true }
            guard let (tag, behind) = Self.read(rest) else { return false }
            if tag.opaque == opaque && (weakly || !(tag.isWeak || isWeak)) { return true }
            rest = behind
        }
    }
}
