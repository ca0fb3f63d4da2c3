/// A set of bytes.
struct ByteClass: Sendable {
    private let isMember: [Bool]

    init(_ matches: (UInt8) -> Bool) {
        isMember = (0...255).map { matches($0) }
    }

    /// Whether a byte is in it.
    func contains(_ byte: UInt8) -> Bool { isMember[Int(byte)] }

    /// ASCII's letters and digits, and the bytes of `more`.
    static func alphanumeric(and more: String = "") -> ByteClass {
        let more = Set(more.utf8)
        return ByteClass { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: more.contains(byte)
            }
        }
    }

    static let word = alphanumeric(and: "_")
    /// What may follow in a name that something is assigned to.
    static let name = alphanumeric(and: "_.-")
    static let base64URL = alphanumeric(and: "_-")
    /// RFC 6750, section 2.1: what a bearer token is made of.
    static let bearer = alphanumeric(and: "-._~+/=")
    static let blank = ByteClass { $0 == 0x20 || $0 == 0x09 }
    static let quote = ByteClass { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "`") }
    /// What ends a value without quotes: blanks, controls, quotes, and what parts the fields of a query.
    static let valueEnd = ByteClass { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "&") || quote.contains($0) }
    static let lineEnd = ByteClass { $0 == 0x0A || $0 == 0x0D }
    /// What ends the authority of a URL, or is in none.
    static let authorityEnd = ByteClass { byte in
        byte <= 0x20 || byte == 0x7F || "/?#<>\"'`|\\".utf8.contains(byte)
    }
}
