/// A node's name: what people call it, and the name of its folder.
///
/// So it must be one harmless path component whatever file gave it: no separator, no control character, no white
/// space, not `.` or `..`, no leading dot or dash, at most 200 bytes.
package struct NodeName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks a name.
    ///
    /// - Throws: ``Unfit`` with the reason, fit to be shown.
    package init(_ text: String) throws(Unfit) {
        if let reason = Self.fault(of: text) { throw Unfit(name: text, reason: reason) }
        description = text
    }

    package static func < (left: NodeName, right: NodeName) -> Bool { left.description < right.description }

    private static func fault(of text: String) -> String? {
        if text.isEmpty { return "it is empty" }
        if text.utf8.count > 200 { return "it is longer than 200 bytes" }
        if text.hasPrefix(".") { return "it begins with a dot" }
        if text.hasPrefix("-") { return "it begins with a dash" }
        // Names are read from the store a thousand times a second; nearly all of them are plain.
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }) {
            return nil
        }
        for scalar in text.unicodeScalars {
            if scalar == "/" || scalar == "\\" { return "it has a path separator" }
            if scalar.properties.isWhitespace { return "it has white space" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                return "it has a control character"
            default: continue
            }
        }
        return nil
    }

    /// A text that cannot be a node's name.
    package struct Unfit: Error, Equatable, Sendable, CustomStringConvertible {
        package let name: String
        package let reason: String

        package var description: String { "node name \(name.debugDescription) cannot be used: \(reason)" }
    }
}
