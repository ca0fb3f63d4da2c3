import CLibArchive
import Glibc
package import NIOCore

/// Packs bytes that are in memory as gzip (RFC 1952), the same bytes always in the same way.
package enum GzipText {
    /// What `bytes` are packed.
    ///
    /// - Throws: ``BundleError``, where there is no memory for it.
    package static func packed(_ bytes: ByteBuffer) throws(BundleError) -> ByteBuffer {
        guard let archive = archive_write_new() else { throw noMemory }
        defer { _ = archive_write_free(archive) }
        guard let entry = archive_entry_new() else { throw noMemory }
        defer { archive_entry_free(entry) }
        archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
        // Where it cannot be made smaller, gzip adds a few bytes for each block.
        var room = [UInt8](repeating: 0, count: bytes.readableBytes + bytes.readableBytes / 100 + 1024)
        var used = 0
        let isPacked = bytes.readableBytesView.withUnsafeBytes { all in
            room.withUnsafeMutableBytes { room in
                archive_write_set_format_raw(archive) == ARCHIVE_OK
                    && archive_write_add_filter_gzip(archive) == ARCHIVE_OK
                    && archive_write_set_filter_option(archive, "gzip", "timestamp", nil) == ARCHIVE_OK
                    && archive_write_set_filter_option(archive, "gzip", "compression-level", "5") == ARCHIVE_OK
                    && archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK
                    && archive_write_open_memory(archive, room.baseAddress, room.count, &used) == ARCHIVE_OK
                    && archive_write_header(archive, entry) == ARCHIVE_OK
                    && archive_write_data(archive, all.baseAddress, all.count) == all.count
                    && archive_write_close(archive) == ARCHIVE_OK
            }
        }
        guard isPacked else {
            let reason = archive_error_string(archive).map { String(cString: $0) } ?? "libarchive does not say why"
            throw BundleError(code: .failed, reason: reason)
        }
        return ByteBuffer(bytes: room[..<used])
    }

    private static let noMemory = BundleError(code: .failed, reason: "there is no memory for it")
}
