import Glibc
package import NIOCore

/// A collected file that is open for reading, closed when the last one lets go of it.
///
/// Calls block; they belong on ``ReadingThreads``.
package final class StoredFile: Sendable {
    /// For messages.
    package let path: String
    /// The size when it was opened; a file that is still written grows beyond it.
    package let size: Int64
    /// Which file it is, on its file system: another one in its place has another number.
    package let inode: UInt64
    /// When it was last written, in whole seconds since 1970.
    package let modifiedAt: Int64
    private let descriptor: Int32

    /// Opens a regular file; nil where there is none of that name.
    ///
    /// A symbolic link, a pipe and the like are refused.
    ///
    /// - Throws: ``FolderError``.
    package convenience init?(path: String) throws(FolderError) {
        try self.init(path: path, in: AT_FDCWD, named: path)
    }

    /// Opens an entry of an open folder; nil where it has none of that name.
    init?(path: String, in folder: Int32, named name: String) throws(FolderError) {
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FolderError(.open, path, errno: errno)
        }
        var status = stat()
        let known = fstat(descriptor, &status) == 0
        if known, status.st_mode & S_IFMT == S_IFDIR {
            _ = close(descriptor)
            return nil
        }
        guard known, status.st_mode & S_IFMT == S_IFREG else {
            let reason = known ? "it is not a regular file" : String(cString: strerror(errno))
            _ = close(descriptor)
            throw FolderError(code: .denied, operation: .open, path: path, reason: reason)
        }
        self.path = path
        self.descriptor = descriptor
        size = Int64(status.st_size)
        inode = UInt64(status.st_ino)
        modifiedAt = Int64(status.st_mtim.tv_sec)
    }

    deinit { _ = close(descriptor) }

    /// How long the file is now.
    package func currentSize() throws(FolderError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FolderError(.read, path, errno: errno) }
        return Int64(status.st_size)
    }

    /// Reads up to `count` bytes at a place; fewer only at the end of the file.
    ///
    /// - Throws: ``FolderError``.
    package func read(at offset: Int64, upTo count: Int) throws(FolderError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        var failure: Int32 = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            var taken = 0
            while taken < count {
                let more = pread(descriptor, bytes.baseAddress?.advanced(by: taken), count - taken, Int(offset) + taken)
                if more < 0 && errno == EINTR { continue }
                if more < 0 { failure = errno }
                if more <= 0 { break }
                taken += more
            }
            return taken
        }
        if failure != 0 { throw FolderError(.read, path, errno: failure) }
        return buffer
    }
}
