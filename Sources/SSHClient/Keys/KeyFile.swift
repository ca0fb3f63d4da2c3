import Glibc

/// Reads a private key's file under the rules that OpenSSH has for it.
enum KeyFile {
    /// No key comes near this many bytes; it bounds what a wrong path can cost.
    private static let limit = 1 << 20

    /// The file's bytes.
    ///
    /// - Throws: `SSHKeyError` with `unreadable`, `tooOpen` or `notAKey` (more bytes than a key can have).
    static func bytes(of path: String) throws(SSHKeyError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        try checkMode(descriptor, path)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = unsafe part.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path)
            }
            if count == 0 { return bytes }
            bytes += part.prefix(count)
            if bytes.count > limit { throw KeyFault.notAKey("a file of more than \(limit) bytes").error(path: path) }
        }
    }

    /// Refuses a key that others may touch, if it is ours; like OpenSSH, a file of another owner's is their affair.
    private static func checkMode(_ descriptor: Int32, _ path: String) throws(SSHKeyError) {
        var about = stat()
        guard unsafe fstat(descriptor, &about) == 0 else { throw unreadable(path) }
        let others = about.st_mode & 0o077
        // A folder is left to read(2), whose answer says what it is.
        let isFolder = about.st_mode & S_IFMT == S_IFDIR
        guard about.st_uid == getuid(), others != 0, !isFolder else { return }
        let mode = String(about.st_mode & 0o777, radix: 8)
        throw SSHKeyError(
            code: .tooOpen,
            path: path,
            message: "the key \(path) may be used by others (mode 0\(mode)): run chmod 600 \(KeyFault.quoted(path))"
        )
    }

    private static func unreadable(_ path: String) -> SSHKeyError {
        let reason = unsafe String(cString: strerror(errno))
        return SSHKeyError(code: .unreadable, path: path, message: "the key \(path) cannot be read: \(reason)")
    }
}
