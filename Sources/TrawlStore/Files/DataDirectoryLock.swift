import Foundation
package import TrawlDomain

/// The right of one process to write to a data directory; given up when the last reference goes, or the process ends.
package final class DataDirectoryLock: Sendable {
    private let descriptor: CInt

    /// Takes the lock, and leaves a note of who holds it for whoever is refused.
    ///
    /// `command` is shown to people and must hold no secret: the program's name and its subcommand.
    ///
    /// - Throws: ``StoreError/Code/unusable`` naming the process that holds it, or with the system's reason;
    ///   ``StoreError/Code/full`` where there is no room for the note.
    package init(_ directory: DataDirectory, command: String) throws(StoreError) {
        let path = directory.lockFile
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .files("open the lock", path, errno) }
        var whole = Self.wholeFile
        guard fcntl(descriptor, Self.setLock, &whole) == 0 else {
            let reason = errno
            defer { close(descriptor) }
            guard reason == EAGAIN || reason == EACCES else { throw .files("lock", path, reason) }
            throw Self.held(directory, by: Self.note(in: descriptor))
        }
        let note = Array("\(getpid()) \(command)\n".utf8)
        guard pwrite(descriptor, note, note.count, 0) == note.count, ftruncate(descriptor, note.count) == 0 else {
            let reason = errno
            close(descriptor)
            throw .files("write to", path, reason)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Whether a process works in a data directory now; false also where that cannot be told.
    ///
    /// It asks and takes nothing, so that it keeps nobody out.
    package static func isHeld(_ directory: DataDirectory) -> Bool {
        let descriptor = open(directory.lockFile, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var found = wholeFile
        return fcntl(descriptor, getLock, &found) == 0 && Int32(found.l_type) != F_UNLCK
    }

    /// Who says to hold a data directory's lock.
    package struct Holder: Hashable, Sendable {
        package let processID: Int32
        /// The program's subcommand.
        package let command: String
    }

    /// The process that holds the lock, as it noted itself; nil where none does.
    package static func holder(of directory: DataDirectory) -> Holder? {
        guard isHeld(directory) else { return nil }
        let descriptor = open(directory.lockFile, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let parts = note(in: descriptor).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let processID = Int32(parts[0]) else { return nil }
        return Holder(processID: processID, command: String(parts[1]))
    }

    // Locks of an open file, not of a process (fcntl(2), "Open file description locks"); Swift's module does not show them.
    private static let getLock: CInt = 36
    private static let setLock: CInt = 37

    private static var wholeFile: flock {
        var range = flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        return range
    }

    private static func note(in descriptor: CInt) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func held(_ directory: DataDirectory, by note: String) -> StoreError {
        let parts = note.split(separator: " ", maxSplits: 1)
        let holder =
            switch (parts.first, parts.dropFirst().first) {
            case (let pid?, let command?): "process \(pid) (\(command))"
            case (let pid?, nil): "process \(pid)"
            case (nil, _): "another process"
            }
        return StoreError(
            code: .unusable,
            message: "The data directory \(directory.path) is in use by \(holder): "
                + "wait for it to end, or choose another one with --data-dir."
        )
    }
}
