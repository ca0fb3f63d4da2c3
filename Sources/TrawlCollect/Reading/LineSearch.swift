package import NIOCore

/// Finds the lines of a text that hold a pattern, however the text is cut into pieces.
///
/// The pattern is plain text, not an expression: what a stranger may ask for must not be able to make a search take for
/// ever. A line is held in memory up to ``longestLine`` bytes; what is longer is looked at in parts of that size, and may
/// then be found more than once.
package struct LineSearch: Sendable {
    private let pattern: [UInt8]
    private let ignoresCase: Bool
    /// What is not looked at yet: the beginning of a line.
    private var rest: [UInt8] = []
    /// Where ``rest`` begins.
    private var offset: Int64
    private var line: Int?
    /// Where the line of ``rest`` begins; before it, where parts of it were looked at already.
    private var lineOffset: Int64

    package static let longestLine = 256 << 10
    /// The longest that is shown of a line, in bytes.
    package static let longestShown = 2 << 10

    /// Looks for a pattern without line ends, from a place of the text on.
    ///
    /// `ignoresCase` is for the letters of ASCII.
    package init(for pattern: String, ignoringCase ignoresCase: Bool = false, from offset: Int64 = 0) {
        self.pattern = pattern.utf8.map { ignoresCase ? Self.folded($0) : $0 }
        self.ignoresCase = ignoresCase
        self.offset = offset
        lineOffset = offset
        line = offset == 0 ? 1 : nil
    }

    /// Up to where the text was looked at: whoever goes on from here misses nothing.
    package var scannedTo: Int64 { lineOffset }

    /// Looks at the next piece; hands out matches, in order, until told to stop by an answer of false.
    ///
    /// After a stop the search goes no further.
    package mutating func take(_ piece: ByteBuffer, _ found: (LineMatch) -> Bool) {
        piece.withUnsafeReadableBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A)
                rest.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<(end ?? bytes.count)]))
                start = (end ?? bytes.count) + 1
                if end != nil {
                    guard look(isWhole: true, found) else { return }
                } else if rest.count >= Self.longestLine {
                    guard look(isWhole: false, found) else { return }
                }
            }
        }
    }

    /// Looks at what stands behind the last line end.
    package mutating func finish(_ found: (LineMatch) -> Bool) {
        if !rest.isEmpty { _ = look(isWhole: true, found) }
    }

    /// Looks at the gathered bytes, and lets go of them; `isWhole` says that the line ends there.
    private mutating func look(isWhole: Bool, _ found: (LineMatch) -> Bool) -> Bool {
        var goesOn = true
        if let place = rest.withUnsafeBytes(find) {
            goesOn = found(match(at: place))
        }
        // What a part of a line ends with may be the beginning of what is looked for.
        let kept = isWhole ? 0 : min(rest.count, pattern.count - 1)
        offset += Int64(rest.count - kept + (isWhole ? 1 : 0))
        rest.removeFirst(rest.count - kept)
        lineOffset = offset
        if isWhole { line = line.map { $0 + 1 } }
        return goesOn
    }

    private func match(at place: Int) -> LineMatch {
        guard rest.count > Self.longestShown else {
            return LineMatch(line: line, offset: offset, text: String(decoding: rest, as: UTF8.self), isCut: false)
        }
        let start = max(0, min(place - Self.longestShown / 4, rest.count - Self.longestShown))
        let shown = rest[start..<min(rest.count, start + Self.longestShown)]
        return LineMatch(line: line, offset: offset, text: String(decoding: shown, as: UTF8.self), isCut: true)
    }

    private func find(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let first = pattern.first, bytes.count >= pattern.count else { return pattern.isEmpty ? 0 : nil }
        let last = bytes.count - pattern.count
        var index = 0
        while index <= last {
            if folded(bytes[index]) == first && holds(bytes, at: index) { return index }
            index += 1
        }
        return nil
    }

    @inline(__always)
    private func holds(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
        for (place, byte) in pattern.enumerated() where folded(bytes[index + place]) != byte { return false }
        return true
    }

    @inline(__always)
    private func folded(_ byte: UInt8) -> UInt8 { ignoresCase ? Self.folded(byte) : byte }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
