import NIOCore

/// Writes the inside of JSON strings (RFC 8259, section 7).
enum JSONText {
    /// Appends a string with its quotes.
    static func append(quoted text: String, to out: inout ByteBuffer) {
        out.writeInteger(UInt8(ascii: "\""))
        append(text, to: &out)
        out.writeInteger(UInt8(ascii: "\""))
    }

    /// Appends a string's characters, escaped where they must be.
    static func append(_ text: String, to out: inout ByteBuffer) {
        var text = text
        text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var start = 0
            for index in bytes.indices where !isPlain(bytes[index]) && bytes[index] < 0x80 {
                out.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
                append(escaped: bytes[index], to: &out)
                start = index + 1
            }
            out.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
    }

    /// Whether a byte is an ASCII character that stands for itself.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Appends the escape of an ASCII character that is not plain.
    static func append(escaped byte: UInt8, to out: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): out.writeStaticString("\\\"")
        case UInt8(ascii: "\\"): out.writeStaticString("\\\\")
        case 0x0A: out.writeStaticString("\\n")
        case 0x0D: out.writeStaticString("\\r")
        case 0x09: out.writeStaticString("\\t")
        default:
            out.writeStaticString("\\u00")
            out.writeInteger(hexDigit(byte >> 4))
            out.writeInteger(hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
