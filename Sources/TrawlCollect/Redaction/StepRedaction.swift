import NIOCore

/// The redaction of a step's two streams.
struct StepRedaction {
    private var output: Redactor
    private var errors: Redactor

    init(_ table: RedactionTable) {
        output = Redactor(table)
        errors = Redactor(table)
    }

    /// How many secrets of which kind were taken out.
    var counts: [String: Int] { output.counts.merging(errors.counts, uniquingKeysWith: +) }

    /// Takes a piece in; what comes out may be less, or more, than it.
    mutating func take(_ piece: ByteBuffer, of stream: NodeStream) -> ByteBuffer {
        switch stream {
        case .stdout: Self.take(piece, isLast: false, by: &output)
        case .stderr: Self.take(piece, isLast: false, by: &errors)
        }
    }

    /// What was held back of a stream that has ended.
    mutating func finish(_ stream: NodeStream) -> ByteBuffer {
        switch stream {
        case .stdout: Self.take(ByteBuffer(), isLast: true, by: &output)
        case .stderr: Self.take(ByteBuffer(), isLast: true, by: &errors)
        }
    }

    private static func take(_ piece: ByteBuffer, isLast: Bool, by redactor: inout Redactor) -> ByteBuffer {
        var clean = ByteBufferAllocator().buffer(capacity: piece.readableBytes)
        piece.withUnsafeReadableBytes { bytes in
            redactor.take(bytes.bindMemory(to: UInt8.self), isLast: isLast) { clean.writeBytes($0) }
        }
        return clean
    }
}
