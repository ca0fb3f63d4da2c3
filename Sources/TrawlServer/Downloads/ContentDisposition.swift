/// The header that gives a download its file name (RFC 6266).
package enum ContentDisposition {
    /// `attachment` with a name that no client can take for a path or a header of its own.
    ///
    /// A name that is not plain ASCII comes twice: tamed for the oldest clients, and as UTF-8 (RFC 8187) for the others.
    package static func attachment(_ name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        guard !last.allSatisfy({ $0 == "." }) else { return "attachment; filename=\"download\"" }
        let safe = String(last.unicodeScalars.map { isPlain($0) ? Character($0) : "_" })
        if safe == last { return "attachment; filename=\"\(safe)\"" }
        return "attachment; filename=\"\(safe)\"; filename*=UTF-8''\(encoded(last))"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value < 0x7F && scalar != "\"" && scalar != "\\" && scalar != "%"
    }

    /// RFC 8187, section 3.2.1: what is no `attr-char` is percent-encoded.
    private static func encoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
            }
        }
        return result
    }
}
