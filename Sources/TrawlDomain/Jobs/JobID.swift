/// The name of a job for ever: a ULID, 26 characters of Crockford's base 32 that sort by time of creation.
///
/// The first ten characters are milliseconds since 1970 in UTC, the other sixteen are random
/// (https://github.com/ulid/spec).
package struct JobID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Reads an id as a person or a program gave it; lower case is accepted, as Crockford's base 32 has it.
    ///
    /// Nil where the text is not 26 characters of the alphabet, or is past the largest ULID.
    package init?(_ text: some StringProtocol) {
        let upper = text.uppercased()
        guard upper.utf8.count == Self.length, upper.utf8.allSatisfy({ Self.alphabet.contains($0) }),
            let first = upper.utf8.first, first <= UInt8(ascii: "7")
        else { return nil }
        description = upper
    }

    /// Makes the id of a moment: 48 bits of time and 80 bits of `entropy`.
    package init(milliseconds: UInt64, entropy: (high: UInt16, low: UInt64)) {
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: Self.length)
        var time = milliseconds & 0xFFFF_FFFF_FFFF
        for place in (0..<10).reversed() {
            digits[place] = Self.alphabet[Int(time & 31)]
            time >>= 5
        }
        var rest = (high: UInt64(entropy.high), low: entropy.low)
        for place in (10..<Self.length).reversed() {
            digits[place] = Self.alphabet[Int(rest.low & 31)]
            rest.low = (rest.low >> 5) | (rest.high << 59)
            rest.high >>= 5
        }
        description = String(decoding: digits, as: UTF8.self)
    }

    package static func < (left: JobID, right: JobID) -> Bool { left.description < right.description }

    private static let length = 26
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}
