import Glibc

/// The bytes of a transcript's file, a piece at a time.
struct TranscriptBytes {
    let path: String

    /// Lends the next piece to a closure; answers its size, 0 at the end.
    ///
    /// - Throws: ``CommandFailure`` with the system's reason.
    func read(from offset: Int64, _ take: (UnsafeRawBufferPointer) -> Void) throws(CommandFailure) -> Int {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault() }
        defer { close(file) }
        var piece = [UInt8](repeating: 0, count: 256 * 1024)
        var count = -1
        repeat { count = pread(file, &piece, piece.count, off_t(offset)) } while count < 0 && errno == EINTR
        guard count >= 0 else { throw fault() }
        piece.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
        return count
    }

    private func fault() -> CommandFailure {
        CommandFailure("the transcript \(path) cannot be read: \(String(cString: strerror(errno)))")
    }
}
