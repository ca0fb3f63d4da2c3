package import SSHClient

/// What is looked for, laid out for speed: most of what nodes say is passed over two bytes at a time.
package final class RedactionTable: Sendable {
    /// For each two bytes whether an anchor begins with them.
    private let pairs: [UInt64]
    /// For each byte whether an anchor begins with it.
    private let first: [Bool]
    /// The anchors by their first two bytes, in lower case.
    private let anchors: [UInt16: [RedactionAnchor]]

    /// Lays out rules and known secrets; nil where there is nothing to look for.
    ///
    /// A known secret of fewer than four bytes is not looked for: it would be in half of all words, and where it was
    /// taken out would tell it.
    package convenience init?(rules: [RedactionRule], secrets: [Secret]) {
        let known = secrets.map { $0.withBytes { Array($0) } }.filter { $0.count >= Self.shortestSecret }
        // The longest first: one secret may be the beginning of another.
        let exact = known.sorted { $0.count > $1.count }.map { RedactionAnchor(secret: $0) }
        let anchors = exact + rules.flatMap { RedactionAnchor.anchors(of: $0) }
        guard !anchors.isEmpty else { return nil }
        self.init(anchors)
    }

    private init(_ list: [RedactionAnchor]) {
        var (pairs, first) = ([UInt64](repeating: 0, count: 1024), [Bool](repeating: false, count: 256))
        var anchors: [UInt16: [RedactionAnchor]] = [:]
        for anchor in list {
            anchors[Self.key(anchor.bytes[0].lower, anchor.bytes[1].lower), default: []].append(anchor)
            for one in anchor.bytes[0].cases(anchor.ignoresCase) {
                first[Int(one)] = true
                for two in anchor.bytes[1].cases(anchor.ignoresCase) {
                    let pair = Int(Self.key(one, two))
                    pairs[pair >> 6] |= 1 << UInt64(pair & 63)
                }
            }
        }
        (self.pairs, self.first, self.anchors) = (pairs, first, anchors)
    }

    /// The next place where an anchor may begin; the number of bytes where there is none.
    ///
    /// Of the last byte it is only known whether an anchor begins with it.
    func candidate(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard start < bytes.count else { return bytes.count }
        let last = bytes.count - 1
        let place = pairs.withUnsafeBufferPointer { pairs in
            var place = start
            while place < last {
                let pair = Int(bytes[place]) << 8 | Int(bytes[place + 1])
                if pairs[pair >> 6] >> UInt64(pair & 63) & 1 != 0 { return place }
                place += 1
            }
            return last
        }
        return place < last || first[Int(bytes[last])] ? place : bytes.count
    }

    /// The anchors that may begin with two bytes.
    func anchors(_ one: UInt8, _ two: UInt8) -> [RedactionAnchor] { anchors[Self.key(one.lower, two.lower)] ?? [] }

    private static func key(_ one: UInt8, _ two: UInt8) -> UInt16 { UInt16(one) << 8 | UInt16(two) }

    private static let shortestSecret = 4
}

extension UInt8 {
    /// ASCII's lower case of it.
    var lower: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

    fileprivate func cases(_ both: Bool) -> [UInt8] {
        both && (0x61...0x7A).contains(lower) ? [lower, lower & ~0x20] : [self]
    }
}
