import Glibc

/// A known_hosts file on disk.
///
/// Its calls block; they belong at the start of a run, or on a thread that may wait.
struct KnownHostsFile: Hashable, Sendable {
    let path: String

    /// What could not be done with a file, and why.
    struct Failure: Error, Hashable, Sendable {
        let path: String
        /// What went wrong, for a person, without the path.
        let reason: String
    }

    enum Appending: Hashable, Sendable {
        /// The lines are on disk, the first of them with this number.
        case appended(firstLine: Int)
        /// Another process is writing the file; nothing was done.
        case busy
    }

    /// The file's content; nil where there is no such file.
    func read() throws(Failure) -> [UInt8]? {
        let file = unsafe Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK))
        if !file.isOpen, errno == ENOENT { return nil }
        guard file.isOpen else { throw failure() }
        return try content(of: file)
    }

    /// Adds whole lines at the end, on disk when it returns; makes the file (0600) and its folders (0700) where missing.
    ///
    /// When it throws, none of the lines is in the file. What is not a regular file, such as /dev/null, takes nothing.
    func append(_ lines: [String]) throws(Failure) -> Appending {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try makeFolder(folder)
        let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
        let file = unsafe Descriptor(open(path, flags, 0o600))
        guard file.isOpen else { throw failure() }
        guard try isRegular(file) else { return .appended(firstLine: 1) }
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw failure() }
            return .busy
        }

        let content = try content(of: file)
        let isLineOpen = content.last.map { $0 != UInt8(ascii: "\n") } ?? false
        let text = (isLineOpen ? "\n" : "") + lines.map { $0 + "\n" }.joined()
        let firstLine = content.count { $0 == UInt8(ascii: "\n") } + (isLineOpen ? 2 : 1)
        guard write(Array(text.utf8), to: file), fsync(file.number) == 0 else {
            let failure = failure()
            _ = ftruncate(file.number, content.count)
            throw failure
        }
        if content.isEmpty { try syncFolder(folder.isEmpty ? "/" : folder) }
        return .appended(firstLine: firstLine)
    }

    private func content(of file: borrowing Descriptor) throws(Failure) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure() }
            guard count > 0 else { return content }
            content += chunk.prefix(count)
            guard content.count <= Self.largestFile else {
                throw Failure(path: path, reason: "it is larger than \(Self.largestFile >> 20) MiB")
            }
        }
    }

    private func write(_ bytes: [UInt8], to file: borrowing Descriptor) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func isRegular(_ file: borrowing Descriptor) throws(Failure) -> Bool {
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else { throw failure() }
        return status.st_mode & S_IFMT == S_IFREG
    }

    /// Makes a folder and the missing ones above it.
    private func makeFolder(_ folder: String) throws(Failure) {
        guard !folder.isEmpty, unsafe mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
        guard errno == ENOENT, let above = folder.lastIndex(of: "/") else { throw failure() }
        try makeFolder(String(folder[..<above]))
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure() }
    }

    /// Makes a new file's name survive a crash.
    private func syncFolder(_ folder: String) throws(Failure) {
        let file = unsafe Descriptor(open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY))
        guard file.isOpen, fsync(file.number) == 0 else { throw failure() }
    }

    /// The failure of the call just made.
    private func failure() -> Failure {
        Failure(path: path, reason: unsafe String(cString: strerror(errno)))
    }

    /// A file descriptor that closes with its scope.
    private struct Descriptor: ~Copyable {
        let number: Int32

        init(_ number: Int32) { self.number = number }

        deinit { if isOpen { close(number) } }

        var isOpen: Bool { number >= 0 }
    }

    private static let chunkSize = 128 * 1024
    private static let largestFile = 64 << 20
}
