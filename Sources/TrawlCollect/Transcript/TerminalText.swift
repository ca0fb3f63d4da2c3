import NIOCore

/// Turns the bytes of one stream into the inside of JSON strings, however they are cut into chunks.
///
/// What is not UTF-8 becomes U+FFFD, one for each maximal part as Unicode has it (chapter 3.9); a character that is cut
/// between two chunks is shown with the second. There is no terminal on the node, so that a bare line feed is shown as
/// the carriage return and line feed that a terminal would have made of it.
struct TerminalText {
    private var pending: UInt32 = 0
    private var pendingCount = 0
    private var missing = 0
    private var allowed: ClosedRange<UInt8> = continuation
    private var endsInReturn = false

    /// Appends the text of a chunk.
    mutating func append(_ bytes: UnsafeRawBufferPointer, to out: inout ByteBuffer) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if missing > 0 {
                guard allowed ~= byte else {
                    replace(&out)
                    continue
                }
                take(byte, &out)
            } else if JSONText.isPlain(byte) {
                var end = index + 1
                while end < bytes.count && JSONText.isPlain(bytes[end]) { end += 1 }
                out.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[index..<end]))
                endsInReturn = false
                index = end
                continue
            } else if byte < 0x80 {
                if byte == 0x0A && !endsInReturn { out.writeStaticString("\\r") }
                JSONText.append(escaped: byte, to: &out)
                endsInReturn = byte == 0x0D
            } else {
                begin(byte, &out)
            }
            index += 1
        }
    }

    /// Appends what stands for a character that was cut by the end of the stream.
    mutating func finish(_ out: inout ByteBuffer) {
        if missing > 0 { replace(&out) }
        endsInReturn = false
    }

    private mutating func begin(_ byte: UInt8, _ out: inout ByteBuffer) {
        endsInReturn = false
        allowed = Self.continuation
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF: missing = 2
        case 0xF0...0xF4: missing = 3
        default:
            replace(&out)
            return
        }
        // Overlong forms, surrogates and what lies past U+10FFFF differ in the second byte only.
        switch byte {
        case 0xE0: allowed = 0xA0...0xBF
        case 0xED: allowed = 0x80...0x9F
        case 0xF0: allowed = 0x90...0xBF
        case 0xF4: allowed = 0x80...0x8F
        default: break
        }
        pending = UInt32(byte)
        pendingCount = 1
    }

    private mutating func take(_ byte: UInt8, _ out: inout ByteBuffer) {
        pending = pending << 8 | UInt32(byte)
        pendingCount += 1
        missing -= 1
        allowed = Self.continuation
        guard missing == 0 else { return }
        for place in (0..<pendingCount).reversed() {
            out.writeInteger(UInt8(truncatingIfNeeded: pending >> (8 * UInt32(place))))
        }
        pendingCount = 0
    }

    private mutating func replace(_ out: inout ByteBuffer) {
        out.writeStaticString("\u{FFFD}")
        missing = 0
        pendingCount = 0
    }

    private static let continuation: ClosedRange<UInt8> = 0x80...0xBF
}
