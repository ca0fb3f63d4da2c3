import Glibc
import TrawlDomain

/// Small files of the data directory that only their owner may read.
enum PrivateFile {
    /// Writes a file whole, or leaves the one before it as it was.
    ///
    /// It is made with its rights, synced and renamed, so that nobody ever reads half of it or reads it at all who should
    /// not, and a power cut takes nothing that was told to be there.
    ///
    /// - Throws: `StoreError` where it cannot be written.
    static func write(_ text: String, to path: String) throws(StoreError) {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw fault(temporary, errno) }
        let bytes = Array(text.utf8)
        let written = Glibc.write(descriptor, bytes, bytes.count)
        let isWhole = written == bytes.count && fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        guard isWhole else {
            unlink(temporary)
            throw fault(temporary, reason)
        }
        guard rename(temporary, path) == 0 else { throw fault(path, errno) }
    }

    private static func fault(_ path: String, _ reason: CInt) -> StoreError {
        StoreError(
            code: reason == ENOSPC ? .full : .unusable,
            message: "Cannot write \(path): \(String(cString: strerror(reason)))."
        )
    }
}
