import NIOCore

/// Writes the lines of an asciicast v2 into memory; only ever whole ones.
struct TranscriptEncoder {
    /// The lines that were not taken yet.
    private(set) var lines: ByteBuffer
    private var stdout = TerminalText()
    private var stderr = TerminalText()

    init(header: TranscriptHeader) {
        lines = ByteBufferAllocator().buffer(capacity: 1024)
        header.append(to: &lines)
    }

    /// Adds what the node said.
    mutating func output(_ bytes: UnsafeRawBufferPointer, of stream: NodeStream, at elapsed: Duration) {
        begin("o", elapsed)
        switch stream {
        case .stdout: stdout.append(bytes, to: &lines)
        case .stderr: stderr.append(bytes, to: &lines)
        }
        lines.writeStaticString("\"]\n")
    }

    /// Adds what stands for characters that were cut by the end of both streams, where there are any.
    mutating func endOutput(at elapsed: Duration) {
        var rest = ByteBuffer()
        stdout.finish(&rest)
        stderr.finish(&rest)
        guard rest.readableBytes > 0 else { return }
        begin("o", elapsed)
        lines.writeBuffer(&rest)
        lines.writeStaticString("\"]\n")
    }

    /// Adds what was sent to the node; never a secret.
    mutating func input(_ text: String, at elapsed: Duration) {
        begin("i", elapsed)
        JSONText.append(text, to: &lines)
        lines.writeStaticString("\"]\n")
    }

    mutating func marker(_ marker: TranscriptMarker, at elapsed: Duration) {
        begin("m", elapsed)
        JSONText.append(marker.label, to: &lines)
        lines.writeStaticString("\"]\n")
    }

    /// Forgets the lines, which were written; their memory serves again.
    mutating func clear() { lines.clear() }

    private mutating func begin(_ code: StaticString, _ elapsed: Duration) {
        let (seconds, attoseconds) = elapsed.components
        let microseconds = Int64(attoseconds / 1_000_000_000_000)
        lines.writeStaticString("[")
        lines.writeString(String(seconds))
        // Seven digits, the first of which is always 1 and gives its place to the point.
        lines.writeStaticString(".")
        lines.writeString(String(String(1_000_000 + microseconds).dropFirst()))
        lines.writeStaticString(", \"")
        lines.writeStaticString(code)
        lines.writeStaticString("\", \"")
    }
}
