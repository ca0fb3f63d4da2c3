/// Which content codings a caller takes (RFC 9110, section 12.5.3).
package enum AcceptedCoding {
    /// Whether gzip may be used, as `Accept-Encoding` says; without the field it is not.
    package static func isGzip(_ field: String?) -> Bool {
        guard let field else { return false }
        var any = false
        for part in field.split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let name = pieces.first else { continue }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if name == "gzip" || name == "x-gzip" { return weight > 0 }
            if name == "*" { any = weight > 0 }
        }
        return any
    }
}
