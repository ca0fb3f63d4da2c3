import Glibc
import TrawlDomain

/// A file that is open, closed for sure when its owner lets go of it.
///
/// Calls block; they belong on a disk thread.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    /// The folder that it was opened in and its name there; for messages.
    private let folder: String
    private let name: String

    init(descriptor: Int32, folder: String, name: String) {
        self.descriptor = descriptor
        self.folder = folder
        self.name = name
    }

    deinit { _ = close(descriptor) }

    /// Writes all of it at the file's position, or as much as the system takes.
    ///
    /// Answers how many bytes were written, and the error that stopped it; nil where nothing did.
    func write(_ bytes: UnsafeRawBufferPointer) -> (written: Int, failure: FolderError?) {
        var rest = bytes
        while let start = rest.baseAddress, rest.count > 0 {
            let count = Glibc.write(descriptor, start, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                return (bytes.count - rest.count, failure(.write))
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return (bytes.count, nil)
    }

    /// Writes all of it, as ``write(_:)`` does; a build for tests passes a point when half of it is written.
    func write(
        _ bytes: UnsafeRawBufferPointer,
        passing point: Failpoint
    ) -> (written: Int, failure: FolderError?) {
        #if DEBUG
            let half = bytes.count / 2
            let first = write(UnsafeRawBufferPointer(rebasing: bytes[..<half]))
            guard first.failure == nil else { return first }
            Failpoint.hit(point)
            let second = write(UnsafeRawBufferPointer(rebasing: bytes[half...]))
            return (half + second.written, second.failure)
        #else
            return write(bytes)
        #endif
    }

    /// Cuts the file to a length and goes on from there.
    func cut(to length: Int64) throws(FolderError) {
        guard ftruncate(descriptor, Int(length)) == 0, lseek(descriptor, Int(length), SEEK_SET) == length else {
            throw failure(.write)
        }
    }

    /// Begins to bring a part of the file to the disk, and waits for the part before it.
    ///
    /// So a stream that goes on for long is never far ahead of the disk, and the sync at its end has little left to do.
    /// What is on the disk is let go from memory: a large log does not push out what else this machine keeps there.
    /// An error of the disk that shows here would not show there again, so it is thrown.
    func stream(from start: Int64, to end: Int64, after before: Int64) throws(FolderError) {
        guard let call = LinuxCalls.syncFileRange else { return }
        _ = call(descriptor, Int(start), Int(end - start), LinuxCalls.write)
        guard before < start else { return }
        let all = LinuxCalls.waitBefore | LinuxCalls.write | LinuxCalls.waitAfter
        if call(descriptor, Int(before), Int(start - before), all) == 0 {
            posix_fadvise(descriptor, Int(before), Int(start - before), POSIX_FADV_DONTNEED)
            return
        }
        switch errno {
        case EIO, ENOSPC, EDQUOT: throw failure(.write)
        default: return
        }
    }

    private func failure(_ operation: FolderError.Operation) -> FolderError {
        FolderError(operation, "\(folder)/\(name)", errno: errno)
    }
}
