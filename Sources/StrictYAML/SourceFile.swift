import Foundation

/// Reads the text files that people write for trawl, with a limit on their size.
package enum SourceFile {
    /// Why a file was not read, for a person; without its path.
    package struct Unreadable: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The text of a file of at most `limit` bytes; pipes are read to their end.
    ///
    /// - Throws: `Unreadable` where it cannot be read, is larger, or is not UTF-8.
    package static func text(of path: String, limit: Int) throws(Unreadable) -> String {
        var bytes = Data()
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            while bytes.count <= limit, let more = try handle.read(upToCount: limit + 1 - bytes.count), !more.isEmpty {
                bytes.append(more)
            }
        } catch {
            throw Unreadable(description: "the file cannot be read: \(reason(error))")
        }
        if bytes.count > limit {
            throw Unreadable(description: "the file is larger than \(ByteCountText.format(Int64(limit)))")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Unreadable(description: "the file is not UTF-8 text")
        }
        return text
    }

    private static func reason(_ error: any Error) -> String {
        let outer = error as NSError
        let system = outer.userInfo[NSUnderlyingErrorKey] as? NSError ?? outer
        return system.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(system.code))) : "\(error)"
    }
}
