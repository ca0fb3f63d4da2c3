import Glibc

/// A folder of what was collected, open, so that names that come from outside cannot lead out of it.
///
/// Calls block; they belong on ``ReadingThreads``.
struct CollectedFolder: ~Copyable {
    /// One entry of a folder.
    struct Entry: Hashable {
        let name: String
        let isFolder: Bool
    }

    let path: String
    private let descriptor: Int32

    /// Opens a folder; nil where there is none.
    init?(path: String) throws(FolderError) {
        try self.init(path: path, descriptor: open(path, Self.flags))
    }

    private init?(path: String, descriptor: Int32) throws(FolderError) {
        if descriptor < 0 {
            // A link in the place of a folder shows as ENOTDIR, or as ELOOP: there is no folder of ours there.
            if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
            throw FolderError(.open, path, errno: errno)
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// Opens a folder in this one; nil where it has none of that name.
    func folder(_ name: String) throws(FolderError) -> CollectedFolder? {
        try CollectedFolder(path: "\(path)/\(name)", descriptor: openat(descriptor, name, Self.flags))
    }

    /// Opens a file in this one; nil where it has none of that name.
    func file(_ name: String) throws(FolderError) -> StoredFile? {
        try StoredFile(path: "\(path)/\(name)", in: descriptor, named: name)
    }

    /// The regular files and folders in this one, by name; links and all else are passed over.
    func entries() throws(FolderError) -> [Entry] {
        // The stream closes the descriptor that it is given.
        guard let stream = fdopendir(openat(descriptor, ".", Self.flags)) else {
            throw FolderError(.open, path, errno: errno)
        }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            var status = stat()
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: entries.append(Entry(name: name, isFolder: false))
            case S_IFDIR: entries.append(Entry(name: name, isFolder: true))
            default: continue
            }
        }
        return entries.sorted { $0.name < $1.name }
    }

    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
}
