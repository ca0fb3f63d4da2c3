/// Takes SSH's data types off the front of some bytes (RFC 4251, section 5).
///
/// Every read is checked against what is left, so lengths that a peer made up cost nothing and reach nowhere.
package struct SSHWireReader: Sendable {
    /// What has not been read yet.
    package private(set) var rest: ArraySlice<UInt8>

    /// Reads from the front of `bytes`.
    package init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    /// Whether everything has been read.
    package var isAtEnd: Bool { rest.isEmpty }

    /// One byte.
    package mutating func byte() throws(SSHWireError) -> UInt8 {
        guard let first = rest.popFirst() else { throw .truncated }
        return first
    }

    /// Four bytes, most significant first.
    package mutating func uint32() throws(SSHWireError) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// As many bytes as asked for.
    package mutating func bytes(_ count: Int) throws(SSHWireError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A string: four bytes of length, then that many bytes, which need not be text.
    package mutating func string() throws(SSHWireError) -> [UInt8] {
        Array(try bytes(Int(try uint32())))
    }

    /// A string that must be UTF-8.
    package mutating func text() throws(SSHWireError) -> String {
        guard let text = String(validating: try string(), as: UTF8.self) else { throw .notText }
        return text
    }

    /// The magnitude of an mpint that must not be negative, most significant byte first, without leading zeros.
    package mutating func magnitude() throws(SSHWireError) -> [UInt8] {
        let number = try string()
        if let first = number.first, first & 0x80 != 0 { throw .negativeNumber }
        return Array(number.drop { $0 == 0 })
    }
}
