import Glibc

/// A file that becomes visible under its name once it is whole; one of that name stays until then.
struct NewFile {
    private let path: String
    private let temporary: String
    private let descriptor: Int32

    /// Begins it, beside its place, readable for its owner alone: what nodes said is nobody else's affair.
    ///
    /// - Throws: ``CommandFailure`` with the system's reason.
    init(path: String) throws(CommandFailure) {
        self.path = path
        temporary = "\(path).part-\(getpid())"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.fault(path, errno) }
    }

    /// Appends bytes.
    func write(_ bytes: some Sequence<UInt8>) throws(CommandFailure) {
        let bytes = Array(bytes)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.fault(path, errno) }
            done += count
        }
    }

    /// Gives it its name; answers its size.
    func publish() throws(CommandFailure) -> Int64 {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0, fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.fault(path, errno) }
        close(descriptor)
        return Int64(size)
    }

    /// Lets go of it, unfinished.
    func discard() {
        close(descriptor)
        unlink(temporary)
    }

    private static func fault(_ path: String, _ reason: CInt) -> CommandFailure {
        CommandFailure("cannot write \(path): \(String(cString: strerror(reason)))")
    }
}
