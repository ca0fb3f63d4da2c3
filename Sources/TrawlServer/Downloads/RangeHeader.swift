/// What the value of a `Range` header asks for (RFC 9110, section 14.1), before the representation's size is known.
package struct RangeHeader: Hashable, Sendable {
    /// One element of a range set.
    package enum Spec: Hashable, Sendable {
        /// From a byte on, to the end.
        case from(Int64)
        case closed(Int64, Int64)
        /// The last so many bytes.
        case suffix(Int64)
    }

    package let specs: [Spec]

    /// Reads a header's value; nil where it must be, or may be, ignored, so that the whole representation is sent.
    ///
    /// Ignored are units other than `bytes`, what is not of the grammar, a last byte before the first (section 14.1.1:
    /// the set is then invalid), and more than ``mostSpecs`` elements, which section 14.2 lets a server ignore because
    /// their only use is to make it work.
    package init?(_ value: some StringProtocol) {
        guard let equals = value.firstIndex(of: "="),
            value[..<equals].lowercased() == "bytes"
        else { return nil }
        var specs: [Spec] = []
        for element in value[value.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false) {
            let text = element.drop(while: Self.isBlank)
            let trimmed = text.reversed().drop(while: Self.isBlank).reversed()
            // A list may have empty elements (section 5.6.1.2).
            if trimmed.isEmpty { continue }
            guard specs.count < Self.mostSpecs, let spec = Self.spec(String(trimmed)) else { return nil }
            specs.append(spec)
        }
        if specs.isEmpty { return nil }
        self.specs = specs
    }

    /// As many elements as any honest client has a use for.
    package static let mostSpecs = 16

    private static func spec(_ text: String) -> Spec? {
        guard let dash = text.firstIndex(of: "-") else { return nil }
        let first = text[..<dash]
        let last = text[text.index(after: dash)...]
        if first.isEmpty { return number(last).map { .suffix($0) } }
        guard let start = number(first) else { return nil }
        if last.isEmpty { return .from(start) }
        guard let end = number(last), end >= start else { return nil }
        return .closed(start, end)
    }

    /// One or more digits; a number past all files counts as the largest there is.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int64(text) ?? .max
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
}
