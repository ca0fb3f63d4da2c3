package import NIOCore

/// A job's files as one archive, packed as it is asked for.
///
/// Each file is packed in the size that it has when its turn comes. What cannot be read is named in `problems.txt` at the
/// bundle's end, so that a bundle with holes says so.
package struct BundlePieces: PieceSource {
    private let threads: ReadingThreads
    private var work: BundleWork

    /// - Throws: ``BundleError``, ``BundleError/Code/unsupported`` where libarchive lacks the format.
    package init(
        _ contents: BundleContents,
        as format: BundleFormat,
        on threads: ReadingThreads
    ) throws(BundleError) {
        self.threads = threads
        work = try BundleWork(contents, as: format)
    }

    /// - Throws: ``BundleError``; what was given before it is then no whole archive.
    package mutating func next() async throws -> ByteBuffer? {
        while !work.isOver {
            let start = work
            let (piece, now) = try await threads.run {
                var work = start
                let piece = try work.step()
                return (piece, work)
            }
            work = now
            if piece.readableBytes > 0 { return piece }
        }
        return nil
    }
}
