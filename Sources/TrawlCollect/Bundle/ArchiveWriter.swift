import CLibArchive
import Glibc
import NIOCore

/// libarchive writing into memory: what was packed is taken from it in pieces, so that it never waits for a client.
///
/// Unchecked, because libarchive's object is not made for threads and this one is never used by two at once: whoever
/// holds the bundle asks for the next piece of work when the one before it has been done.
final class ArchiveWriter: @unchecked Sendable {
    /// What was packed and not taken yet.
    private final class Sink {
        var bytes = ByteBuffer()
    }

    private let archive: OpaquePointer
    private let entry: OpaquePointer
    private let sink = Sink()
    /// libarchive reads names by the thread's locale, whatever the process was started in.
    private let locale: locale_t?
    /// How much of the open entry's announced size is still owed.
    private var owed: Int64 = 0
    private var isClosed = false

    /// Begins an archive.
    init(_ format: BundleFormat) throws(BundleError) {
        guard let archive = archive_write_new() else { throw Self.noMemory }
        guard let entry = archive_entry_new() else {
            _ = archive_write_free(archive)
            throw Self.noMemory
        }
        self.archive = archive
        self.entry = entry
        locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
        try configure(format)
        let given = Unmanaged.passUnretained(sink).toOpaque()
        let opened = archive_write_open2(
            archive,
            given,
            nil,
            { _, given, bytes, count in
                guard let given, let bytes else { return -1 }
                let sink = Unmanaged<Sink>.fromOpaque(given).takeUnretainedValue()
                sink.bytes.writeBytes(UnsafeRawBufferPointer(start: bytes, count: count))
                return count
            },
            nil,
            nil
        )
        try check(opened)
    }

    deinit {
        // Freed unclosed, libarchive would still write its trailer: nobody is there to take it.
        if !isClosed { _ = archive_write_fail(archive) }
        _ = archive_write_free(archive)
        archive_entry_free(entry)
        if let locale { freelocale(locale) }
    }

    /// Bytes that were packed and not taken.
    var packed: Int { sink.bytes.readableBytes }

    /// Takes what was packed.
    func takePacked() -> ByteBuffer {
        defer { sink.bytes = ByteBuffer() }
        return sink.bytes
    }

    /// Begins a file of so many bytes, last written at a time in seconds since 1970.
    ///
    /// The path is one of ours; it has neither an empty component nor one that goes up.
    func begin(_ path: String, size: Int64, modifiedAt: Int64) throws(BundleError) {
        try inUTF8 { () throws(BundleError) in
            _ = archive_entry_clear(entry)
            archive_entry_set_pathname(entry, path)
            archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
            archive_entry_set_perm(entry, 0o644)
            archive_entry_set_size(entry, size)
            archive_entry_set_mtime(entry, Int(modifiedAt), 0)
            try check(archive_write_header(archive, entry))
        }
        owed = size
    }

    /// Packs bytes of the open file; what is past its announced size is left out.
    func write(_ bytes: ByteBuffer) throws(BundleError) {
        try bytes.readableBytesView.withUnsafeBytes { all throws(BundleError) in
            var rest = UnsafeRawBufferPointer(rebasing: all.prefix(Int(min(owed, Int64(all.count)))))
            while rest.count > 0 {
                let taken = archive_write_data(archive, rest.baseAddress, rest.count)
                guard taken > 0 else { throw failure }
                owed -= Int64(taken)
                rest = UnsafeRawBufferPointer(rebasing: rest[Int(taken)...])
            }
        }
    }

    /// Ends the open file; bytes that were announced and did not come are zeros.
    func end() throws(BundleError) {
        let zeros = ByteBuffer(repeating: 0, count: Int(min(owed, 64 << 10)))
        while owed > 0 { try write(zeros) }
        try check(archive_write_finish_entry(archive))
    }

    /// Ends the archive.
    func close() throws(BundleError) {
        isClosed = true
        try inUTF8 { () throws(BundleError) in try check(archive_write_close(archive)) }
    }

    private func configure(_ format: BundleFormat) throws(BundleError) {
        switch format {
        case .tarZstandard:
            try check(archive_write_set_format_pax_restricted(archive), .unsupported)
            try check(archive_write_add_filter_zstd(archive), .unsupported)
        case .tarGzip:
            try check(archive_write_set_format_pax_restricted(archive), .unsupported)
            try check(archive_write_add_filter_gzip(archive), .unsupported)
            // Without it, the same job would never make the same bundle twice.
            try check(archive_write_set_filter_option(archive, "gzip", "timestamp", nil))
        case .zip:
            try check(archive_write_set_format_zip(archive), .unsupported)
        }
        // No padding to the size of a tape's block: neither on the way, nor at the end.
        try check(archive_write_set_bytes_per_block(archive, 0))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
    }

    private func check(_ answer: Int32, _ code: BundleError.Code = .failed) throws(BundleError) {
        // A warning is about what an archive cannot say, such as a name in another character set.
        if answer < ARCHIVE_WARN { throw BundleError(code: code, reason: failure.reason) }
    }

    private var failure: BundleError {
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "libarchive does not say why"
        return BundleError(code: .failed, reason: reason)
    }

    private func inUTF8(_ work: () throws(BundleError) -> Void) throws(BundleError) {
        guard let locale else { return try work() }
        let before = uselocale(locale)
        defer { _ = uselocale(before) }
        try work()
    }

    private static let noMemory = BundleError(code: .failed, reason: "there is no memory for it")
}
