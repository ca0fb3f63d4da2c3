/// Decodes UTF-8 that comes in pieces, with U+FFFD for each maximal wrong part (Unicode 16, chapter 3.9, "U+FFFD
/// Substitution of Maximal Subparts").
struct UTF8Decoder {
    private var value: UInt32 = 0
    private var missing = 0
    /// What the next continuation byte may be; narrower than 80–BF behind E0, ED, F0 and F4.
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Takes one byte; answers the scalars that it completes: the end of a wrong part, and its own.
    mutating func take(_ byte: UInt8) -> (wrong: Unicode.Scalar?, whole: Unicode.Scalar?) {
        var wrong: Unicode.Scalar?
        if missing > 0 {
            if allowed.contains(byte) {
                value = value << 6 | UInt32(byte & 0x3F)
                missing -= 1
                allowed = 0x80...0xBF
                return (nil, missing == 0 ? Unicode.Scalar(value) ?? "\u{FFFD}" : nil)
            }
            missing = 0
            allowed = 0x80...0xBF
            wrong = "\u{FFFD}"
        }
        switch byte {
        case 0x00...0x7F: return (wrong, Unicode.Scalar(byte))
        case 0xC2...0xDF: expect(1, byte & 0x1F)
        case 0xE0: expect(2, byte & 0x0F, 0xA0...0xBF)
        case 0xED: expect(2, byte & 0x0F, 0x80...0x9F)
        case 0xE1...0xEF: expect(2, byte & 0x0F)
        case 0xF0: expect(3, byte & 0x07, 0x90...0xBF)
        case 0xF4: expect(3, byte & 0x07, 0x80...0x8F)
        case 0xF1...0xF3: expect(3, byte & 0x07)
        default: return (wrong, "\u{FFFD}")
        }
        return (wrong, nil)
    }

    /// Says that no byte follows; answers U+FFFD where one was missing.
    mutating func finish() -> Unicode.Scalar? {
        defer { self = UTF8Decoder() }
        return missing > 0 ? "\u{FFFD}" : nil
    }

    private mutating func expect(_ count: Int, _ bits: UInt8, _ range: ClosedRange<UInt8> = 0x80...0xBF) {
        missing = count
        value = UInt32(bits)
        allowed = range
    }
}
