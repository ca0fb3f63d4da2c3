/// The SHA-256 of a token's secret: all that is ever stored of it.
///
/// It has no description, so that it comes into no log.
package struct TokenHash: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let bytes: [UInt8]

    /// Takes the 32 bytes of a SHA-256; nil for any other number.
    package init?(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == 32 else { return nil }
    }

    /// Compares in a time that does not depend on where the first difference is.
    package func matches(_ other: TokenHash) -> Bool {
        zip(bytes, other.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    package var description: String { "\u{2022}\u{2022}\u{2022}" }
    package var debugDescription: String { description }
}
