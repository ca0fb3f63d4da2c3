import Foundation

/// How a cursor is written: opaque to whoever carries it, with a version in front, so that an older one is told apart.
enum CursorText {
    private static let version = "1"
    /// ASCII's unit separator, which no field holds.
    private static let separator: Character = "\u{1F}"
    /// No cursor that we write comes near it.
    private static let longest = 2048

    static func encode(_ kind: String, _ fields: [String]) -> String {
        Data(([version, kind] + fields).joined(separator: String(separator)).utf8)
            .base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// The fields of a cursor of this kind and this version; anything else is refused.
    static func decode(_ text: String, _ kind: String, fields count: Int) throws(InvalidCursor) -> [String] {
        guard text.utf8.count <= longest else { throw InvalidCursor() }
        var base = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while base.utf8.count % 4 != 0 { base += "=" }
        guard let data = Data(base64Encoded: base), let plain = String(bytes: data, encoding: .utf8) else {
            throw InvalidCursor()
        }
        let parts = plain.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == count + 2, parts[0] == version, parts[1] == kind else { throw InvalidCursor() }
        return Array(parts.dropFirst(2))
    }
}
