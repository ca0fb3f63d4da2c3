import Glibc

/// A folder that is open, so that what is done in it needs no path and cannot be led elsewhere.
///
/// Calls block; they belong on a disk thread.
struct OpenFolder: ~Copyable {
    /// For messages, and for those who look at it later.
    let path: String
    /// Which file system it is on.
    let device: UInt
    private let descriptor: Int32

    /// Opens a folder that exists; a symbolic link in its place is refused.
    init(path: String) throws(FolderError) {
        try self.init(path: path, descriptor: Glibc.open(path, Self.flags))
    }

    private init(path: String, descriptor: Int32) throws(FolderError) {
        guard descriptor >= 0 else { throw FolderError(.open, path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            _ = close(descriptor)
            throw FolderError(.open, path, errno: number)
        }
        self.path = path
        self.descriptor = descriptor
        device = status.st_dev
    }

    deinit { _ = close(descriptor) }

    /// Opens a folder in this one.
    func folder(_ name: String) throws(FolderError) -> OpenFolder {
        try OpenFolder(path: "\(path)/\(name)", descriptor: openat(descriptor, name, Self.flags))
    }

    /// Makes a folder in this one; false where something of that name is there already.
    @discardableResult
    func makeFolder(_ name: String) throws(FolderError) -> Bool {
        if mkdirat(descriptor, name, 0o700) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure(.create, name)
    }

    /// Makes a new, empty file for writing; what a crash left under the name is overwritten.
    func create(_ name: String) throws(FolderError) -> OpenFile {
        try open(name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, .create)
    }

    /// Gives an entry of this folder another name, here or in another folder; a file in its place is replaced.
    func rename(_ name: String, to other: String, in target: borrowing OpenFolder) throws(FolderError) {
        guard renameat(descriptor, name, target.descriptor, other) == 0 else { throw failure(.rename, name) }
    }

    /// Whether something has that name here.
    func holds(_ name: String) -> Bool { faccessat(descriptor, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 }

    /// Gives an entry of this folder another name in it; a file in its place is replaced.
    func rename(_ name: String, to other: String) throws(FolderError) {
        guard renameat(descriptor, name, descriptor, other) == 0 else { throw failure(.rename, name) }
    }

    /// Waits until the names in this folder are on the disk.
    func sync() throws(FolderError) {
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw FolderError(.sync, path, errno: errno) }
        }
    }

    private func open(
        _ name: String,
        _ flags: Int32,
        _ operation: FolderError.Operation
    )
        throws(FolderError) -> OpenFile
    {
        let file = openat(descriptor, name, flags, 0o600)
        guard file >= 0 else { throw failure(operation, name) }
        return OpenFile(descriptor: file, folder: path, name: name)
    }

    private func failure(_ operation: FolderError.Operation, _ name: String) -> FolderError {
        FolderError(operation, "\(path)/\(name)", errno: errno)
    }

    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
}
