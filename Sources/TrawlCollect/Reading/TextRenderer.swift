import NIOCore

/// Makes the same text of a transcript as ``TranscriptText``, byte for byte, from the file's bytes.
///
/// The text of a part of the file is that part of the text: what comes later changes nothing before it.
struct TextRenderer {
    private(set) var place: TextPlace
    private var event: [UInt8] = []

    init(from place: TextPlace = .beginning) {
        self.place = place
    }

    /// Appends the text of whole lines, each with its line feed.
    mutating func render(_ lines: UnsafeRawBufferPointer, into out: inout ByteBuffer) {
        let before = out.writerIndex
        var start = 0
        while start < lines.count {
            let rest = UnsafeRawBufferPointer(rebasing: lines[start...])
            let length = rest.firstIndex(of: 0x0A) ?? rest.count
            // The file's first line is its header.
            if place.cast + Int64(start) > 0 {
                render(line: UnsafeRawBufferPointer(rebasing: rest[..<length]), into: &out)
            }
            start += length + 1
        }
        place.cast += Int64(lines.count)
        place.text += Int64(out.writerIndex - before)
    }

    private mutating func render(line: UnsafeRawBufferPointer, into out: inout ByteBuffer) {
        event.removeAll(keepingCapacity: true)
        guard let kind = CastLine.read(line, appendingTo: &event), !event.isEmpty else { return }
        switch kind {
        case .output:
            appendWithoutReturns(&out)
            place.isAtLineStart = event.last == 0x0A
        case .input:
            beginLine("$ ", &out)
            appendWithoutReturns(&out)
            endLine(&out)
        case .marker:
            beginLine("── ", &out)
            out.writeBytes(event)
            endLine(&out)
        }
    }

    private func beginLine(_ prefix: StaticString, _ out: inout ByteBuffer) {
        if !place.isAtLineStart { out.writeStaticString("\n") }
        out.writeStaticString(prefix)
    }

    private mutating func endLine(_ out: inout ByteBuffer) {
        if event.last != 0x0A { out.writeStaticString("\n") }
        place.isAtLineStart = true
    }

    /// Makes of a terminal's line ends those of a text file.
    private func appendWithoutReturns(_ out: inout ByteBuffer) {
        event.withUnsafeBytes { bytes in
            var start = 0
            for index in bytes.indices.dropLast() where bytes[index] == 0x0D && bytes[index + 1] == 0x0A {
                out.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
                start = index + 1
            }
            out.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
    }
}
