import CLibArchive
import Glibc

/// libarchive reading a bundle from its file: entry after entry, a piece at a time, whatever their sizes.
///
/// Calls block.
final class ArchiveReader {
    /// One entry of an archive.
    struct Entry: Hashable {
        let path: String
        let kind: Kind
    }

    enum Kind: Hashable {
        case file, folder
        /// A link, a pipe and the like: nothing that trawl packs.
        case other
    }

    private let archive: OpaquePointer
    /// libarchive writes names by the thread's locale, whatever the process was started in.
    private let locale: locale_t?

    /// Opens an archive of one of the formats that bundles have.
    ///
    /// - Throws: ``BundleError/Code/unreadable``.
    init(path: String) throws(BundleError) {
        guard let archive = archive_read_new() else {
            throw BundleError(code: .unreadable, reason: "there is no memory for it")
        }
        self.archive = archive
        locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
        _ = archive_read_support_filter_gzip(archive)
        _ = archive_read_support_filter_zstd(archive)
        _ = archive_read_support_format_tar(archive)
        _ = archive_read_support_format_zip(archive)
        try check(archive_read_open_filename(archive, path, Self.blockSize))
    }

    deinit {
        _ = archive_read_free(archive)
        if let locale { freelocale(locale) }
    }

    /// The next entry; nil at the archive's end.
    ///
    /// - Throws: ``BundleError/Code/unreadable``, also where the archive breaks off.
    func next() throws(BundleError) -> Entry? {
        var entry: OpaquePointer?
        let answer = inUTF8 { archive_read_next_header(archive, &entry) }
        if answer == ARCHIVE_EOF { return nil }
        try check(answer)
        guard let entry else { throw failure }
        let name = inUTF8 { archive_entry_pathname(entry).map { String(cString: $0) } }
        let kind: Kind =
            switch mode_t(archive_entry_filetype(entry)) {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        return Entry(path: name ?? "", kind: kind)
    }

    /// Hands out the bytes of the entry that ``next()`` gave last.
    ///
    /// - Throws: ``BundleError/Code/unreadable``, also where a checksum of the archive's own says that they are damaged.
    func read(_ take: (UnsafeRawBufferPointer) -> Void) throws(BundleError) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockSize, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = archive_read_data(archive, piece.baseAddress, piece.count)
            guard count >= 0 else { throw failure }
            guard count > 0 else { return }
            take(UnsafeRawBufferPointer(rebasing: piece.prefix(count)))
        }
    }

    private func check(_ answer: Int32) throws(BundleError) {
        // A warning is about what the archive says of an entry, such as a name in another character set.
        if answer < ARCHIVE_WARN { throw failure }
    }

    private var failure: BundleError {
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "libarchive does not say why"
        return BundleError(code: .unreadable, reason: reason)
    }

    private func inUTF8<Result>(_ work: () -> Result) -> Result {
        guard let locale else { return work() }
        let before = uselocale(locale)
        defer { _ = uselocale(before) }
        return work()
    }

    private static let blockSize = 128 << 10
}
