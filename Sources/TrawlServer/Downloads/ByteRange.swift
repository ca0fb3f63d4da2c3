/// A piece of a representation: both ends are bytes of it (RFC 9110, section 14.1.2).
package struct ByteRange: Hashable, Sendable {
    /// The first byte's place, from 0.
    package var first: Int64
    /// The last byte's place; never before the first.
    package var last: Int64

    package init(first: Int64, last: Int64) {
        self.first = first
        self.last = last
    }

    package var count: Int64 { last - first + 1 }

    /// What `Content-Range` says of it, of a representation of so many bytes.
    package func contentRange(of size: Int64) -> String { "bytes \(first)-\(last)/\(size)" }
}
