package import NIOCore

/// A part of a file, read as it is asked for.
package struct FilePieces: PieceSource {
    private let file: StoredFile
    private let threads: ReadingThreads
    private var offset: Int64
    private var left: Int64

    /// `count` bytes from a place on; the file is to have them.
    package init(_ file: StoredFile, from offset: Int64, count: Int64, on threads: ReadingThreads) {
        self.file = file
        self.threads = threads
        self.offset = offset
        left = count
    }

    /// - Throws: ``FolderError``, ``FolderError/Code/malformed`` where the file has become shorter than it was.
    package mutating func next() async throws -> ByteBuffer? {
        guard left > 0 else { return nil }
        let (file, offset, count) = (file, offset, Int(min(left, Self.pieceSize)))
        let piece = try await threads.run { try file.read(at: offset, upTo: count) }
        guard piece.readableBytes > 0 else {
            throw FolderError(code: .malformed, operation: .read, path: file.path, reason: "it has become shorter")
        }
        self.offset += Int64(piece.readableBytes)
        left -= Int64(piece.readableBytes)
        return piece
    }

    /// Large enough to make system calls cheap, small enough to have many.
    private static let pieceSize: Int64 = 128 << 10
}
