import Foundation

/// Looks at the disk of a data directory as the store would meet it.
///
/// Every look may block.
package struct DiskProbe: Hashable, Sendable {
    let directory: String
    /// Bytes that are to be free.
    let floor: Int

    package init(directory: String, floor: Int) {
        self.directory = directory
        self.floor = floor
    }

    /// Why it takes no writes, in a sentence; nil where it does.
    ///
    /// Only the attempt tells a full or read-only disk for certain.
    func writeFault() -> String? {
        let path = "\(directory)/.ready"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return Self.sentence(errno) }
        defer {
            close(descriptor)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x2E, count: 4096)
        guard write(descriptor, block, block.count) == block.count else { return Self.sentence(errno) }
        return nil
    }

    /// Why there is too little room, in a sentence; nil where there is enough.
    package func roomFault() -> String? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return Self.sentence(errno) }
        // A file system that has no such bound says that it has no files at all.
        if status.f_files > 0, status.f_favail < Self.fewestFiles {
            return
                "The data directory's disk has room for \(status.f_favail) more files; below \(Self.fewestFiles) nothing"
                + " new starts."
        }
        let (free, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        guard !overflow, free < UInt64(floor) else { return nil }
        return
            "The data directory's disk has \(free) bytes left; the floor is \(floor), and nothing new starts below it."
    }

    /// A node's files, some times over.
    private static let fewestFiles = 100

    private static func sentence(_ reason: CInt) -> String {
        "The data directory cannot be written: \(String(cString: strerror(reason)))."
    }
}
