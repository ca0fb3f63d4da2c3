import Crypto
import NIOCore
import TrawlDomain

/// Writes a node's transcript to its file, whole lines only, hashed as it grows.
///
/// Lines gather in memory until ``flush()``, so that a reader, and whoever comes after a crash, finds a valid asciicast up
/// to its last whole line.
struct TranscriptWriter: ~Copyable {
    private var encoder: TranscriptEncoder
    private let file: OpenFile
    private var hasher = SHA256()
    private var size: Int64 = 0

    init(header: TranscriptHeader, file: consuming OpenFile) {
        encoder = TranscriptEncoder(header: header)
        self.file = file
    }

    /// Adds lines to those that the next flush writes.
    mutating func add(_ lines: (inout TranscriptEncoder) -> Void) { lines(&encoder) }

    /// Writes the lines that were gathered.
    ///
    /// Where the disk does not take all of them, none is kept and they are tried again by the next flush, as long as
    /// they are not too many.
    mutating func flush() throws(FolderError) {
        guard encoder.lines.readableBytes > 0 else { return }
        let (written, failure) = encoder.lines.withUnsafeReadableBytes { file.write($0, passing: .castAppend) }
        if let failure {
            if written > 0 { try file.cut(to: size) }
            if encoder.lines.readableBytes > Self.mostGathered { encoder.clear() }
            throw failure
        }
        encoder.lines.withUnsafeReadableBytes { hasher.update(bufferPointer: $0) }
        size += Int64(written)
        encoder.clear()
    }

    /// What the manifest says of what was written so far.
    var summary: Manifest.Transcript {
        Manifest.Transcript(
            path: Manifest.Transcript.fileName,
            size: size,
            sha256: HexText.lowercase(Array(hasher.finalize()))
        )
    }

    private static let mostGathered = 1 << 20
}
