import Foundation
import Glibc

/// Reads a transcript in pages of bounded size, while it is written too.
///
/// Calls block on the file. It keeps no state: whoever follows a transcript reads again from ``TranscriptPage/nextOffset``.
package struct TranscriptReader: Sendable {
    package let path: String
    private let pageSize: Int

    /// Reads pages of at most `pageSize` bytes, which is also the longest line that can be read.
    package init(path: String, pageSize: Int = 1 << 20) {
        self.path = path
        self.pageSize = pageSize
    }

    /// Reads the whole lines that begin at an offset, as many as a page holds.
    ///
    /// - Throws: ``FolderError``: the file is not there or not readable; ``FolderError/Code/malformed`` where it does not
    ///   begin as an asciicast v2 does.
    package func read(from offset: Int64) throws(FolderError) -> TranscriptPage {
        let bytes = try chunk(at: offset)
        var page = TranscriptPage(nextOffset: offset)
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            let line = bytes[start..<end]
            if offset + Int64(start) == 0 {
                page.header = try header(line)
            } else if let event = Self.event(line) {
                page.events.append(event)
            } else {
                page.skipped += 1
            }
            start = end + 1
        }
        page.nextOffset += Int64(start)
        page.isAtEnd = bytes.count < pageSize
        if start == 0 && !page.isAtEnd {
            page.nextOffset = try endOfLongLine(at: offset + Int64(bytes.count))
            page.skipped += 1
        }
        return page
    }

    private func header(_ line: ArraySlice<UInt8>) throws(FolderError) -> TranscriptHeader {
        guard let fields = try? JSONDecoder().decode(HeaderFields.self, from: Data(line)), fields.version == 2 else {
            throw FolderError(
                code: .malformed,
                operation: .read,
                path: path,
                reason: "it is not an asciicast of version 2"
            )
        }
        var header = TranscriptHeader(
            startedAt: Date(timeIntervalSince1970: fields.timestamp ?? 0),
            title: fields.title ?? "",
            attempt: fields.env?["TRAWL_ATTEMPT"].flatMap { Int($0) }
        )
        header.width = fields.width
        header.height = fields.height
        return header
    }

    private static func event(_ line: ArraySlice<UInt8>) -> TranscriptEvent? {
        guard let fields = try? JSONDecoder().decode(EventFields.self, from: Data(line)) else { return nil }
        return fields.event
    }

    private func chunk(at offset: Int64) throws(FolderError) -> [UInt8] {
        let file = try open()
        defer { _ = close(file) }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: pageSize) { buffer, count in
            while count < buffer.count {
                let taken = pread(
                    file,
                    buffer.baseAddress?.advanced(by: count),
                    buffer.count - count,
                    Int(offset) + count
                )
                if taken < 0 && errno == EINTR { continue }
                if taken < 0 { failure = errno }
                if taken <= 0 { return }
                count += taken
            }
        }
        if failure != 0 { throw FolderError(.read, path, errno: failure) }
        return bytes
    }

    /// Finds the line feed of a line that is longer than a page, which no transcript of ours has.
    private func endOfLongLine(at offset: Int64) throws(FolderError) -> Int64 {
        var offset = offset
        while true {
            let bytes = try chunk(at: offset)
            if let end = bytes.firstIndex(of: 0x0A) { return offset + Int64(end) + 1 }
            offset += Int64(bytes.count)
            if bytes.count < pageSize { return offset }
        }
    }

    private func open() throws(FolderError) -> Int32 {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FolderError(.open, path, errno: errno) }
        return file
    }

    private struct HeaderFields: Decodable {
        var version: Int
        var width: Int
        var height: Int
        var timestamp: Double?
        var title: String?
        var env: [String: String]?
    }

    private struct EventFields: Decodable {
        let event: TranscriptEvent?

        private static let latest = 1e12

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            let seconds = try fields.decode(Double.self)
            let kind = TranscriptEvent.Kind(rawValue: try fields.decode(String.self))
            let text = try fields.decode(String.self)
            // Rounded to what is written, because a decimal fraction is no exact number of seconds in binary.
            let time = Duration.microseconds(Int64((min(max(seconds, 0), Self.latest) * 1_000_000).rounded()))
            event = kind.map { TranscriptEvent(time: time, kind: $0, text: text) }
        }
    }
}
