/// Appends SSH's data types to a run of bytes (RFC 4251, section 5).
package struct SSHWireWriter: Sendable {
    /// What has been written so far.
    package private(set) var bytes: [UInt8] = []

    /// Starts with nothing written.
    package init() {}

    /// One byte.
    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Four bytes, most significant first.
    package mutating func uint32(_ value: UInt32) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// Bytes as they are, without a length before them.
    package mutating func raw(_ value: some Collection<UInt8>) { bytes += value }

    /// A string: four bytes of length, then the bytes.
    package mutating func string(_ value: some Collection<UInt8>) {
        uint32(UInt32(truncatingIfNeeded: value.count))
        bytes += value
    }

    /// A string that holds a text's UTF-8.
    package mutating func string(_ value: String) { string(Array(value.utf8)) }

    /// An mpint from a magnitude, most significant byte first; leading zeros do not matter.
    package mutating func mpint(magnitude: some Collection<UInt8>) {
        let digits = Array(magnitude.drop { $0 == 0 })
        // A first bit of 1 would make the number negative.
        let needsZero = digits.first.map { $0 & 0x80 != 0 } ?? false
        string(needsZero ? [0] + digits : digits)
    }
}
