/// What of a representation is sent.
package enum RangeAnswer: Hashable, Sendable {
    /// 200 with all of it.
    case whole
    /// 206: one piece as it is, several as `multipart/byteranges`.
    case parts([ByteRange])
    /// 416 with the size.
    case unsatisfiable

    /// Fits what was asked for to a representation of so many bytes.
    ///
    /// Pieces that overlap or lie closer together than a part's own headers are joined (RFC 9110, section 15.3.7.2), the
    /// others stay in the order in which they were asked for.
    package init(_ header: RangeHeader?, size: Int64) {
        guard let header else {
            self = .whole
            return
        }
        var parts: [ByteRange] = []
        for spec in header.specs {
            switch spec {
            case .from(let first):
                if first < size { parts.append(ByteRange(first: first, last: size - 1)) }
            case .closed(let first, let last):
                if first < size { parts.append(ByteRange(first: first, last: min(last, size - 1))) }
            case .suffix(let count):
                // Any last bytes of an empty file can be had, and no `Content-Range` can say which they are.
                if size == 0 && count > 0 {
                    self = .whole
                    return
                }
                if count > 0 { parts.append(ByteRange(first: max(0, size - count), last: size - 1)) }
            }
        }
        self = parts.isEmpty ? .unsatisfiable : .parts(Self.joined(parts))
    }

    private static func joined(_ parts: [ByteRange]) -> [ByteRange] {
        var joined: [ByteRange] = []
        for part in parts {
            var part = part
            var place = joined.count
            // A joined piece may now reach another one, so it is held against all of them again.
            while let meeting = joined.firstIndex(where: { meet($0, part) }) {
                let other = joined.remove(at: meeting)
                part = ByteRange(first: min(other.first, part.first), last: max(other.last, part.last))
                place = min(place, meeting)
            }
            joined.insert(part, at: min(place, joined.count))
        }
        return joined
    }

    private static func meet(_ left: ByteRange, _ right: ByteRange) -> Bool {
        left.first - right.last <= headerSize && right.first - left.last <= headerSize
    }

    /// What a part's boundary and headers take at least, in bytes.
    private static let headerSize: Int64 = 80
}
