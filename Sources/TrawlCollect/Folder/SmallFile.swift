import Glibc

/// Reads a file that is meant to be small, whole, and never more of it than that.
enum SmallFile {
    /// The bytes of a file; nil where there is none.
    ///
    /// - Throws: ``FolderError``, ``FolderError/Code/malformed`` where it is longer than `limit`.
    static func read(_ path: String, atMost limit: Int) throws(FolderError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw FolderError(.open, path, errno: errno)
        }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FolderError(.read, path, errno: errno)
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                throw FolderError(
                    code: .malformed,
                    operation: .read,
                    path: path,
                    reason: "it is too long for what it is"
                )
            }
        }
    }
}
