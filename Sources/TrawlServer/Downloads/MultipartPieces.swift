import NIOCore
import TrawlCollect

/// Several parts of a representation as `multipart/byteranges` (RFC 9110, section 14.6).
struct MultipartPieces: PieceSource {
    let boundary: String
    /// Bytes of all of it.
    let count: Int64
    private let parts: [ByteRange]
    private let size: Int64
    private let representation: Representation
    private var next = 0
    private var current: (any PieceSource)?
    private var isOver = false

    init(_ parts: [ByteRange], of size: Int64, _ representation: Representation) {
        // Random, so that nobody can have put it into a file.
        boundary =
            "trawl" + String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt64.random(in: .min ... .max), radix: 36)
        self.parts = parts
        self.size = size
        self.representation = representation
        var count = Int64(Self.end(boundary).utf8.count)
        for part in parts {
            count += Int64(Self.head(part, of: size, representation.mediaType, boundary).utf8.count) + part.count
        }
        self.count = count
    }

    mutating func next() async throws -> ByteBuffer? {
        if let piece = try await current?.next() { return piece }
        current = nil
        if next < parts.count {
            let part = parts[next]
            next += 1
            current = representation.pieces(part)
            return ByteBuffer(string: Self.head(part, of: size, representation.mediaType, boundary))
        }
        if isOver { return nil }
        isOver = true
        return ByteBuffer(string: Self.end(boundary))
    }

    private static func head(_ part: ByteRange, of size: Int64, _ type: String, _ boundary: String) -> String {
        "\r\n--\(boundary)\r\nContent-Type: \(type)\r\nContent-Range: \(part.contentRange(of: size))\r\n\r\n"
    }

    private static func end(_ boundary: String) -> String { "\r\n--\(boundary)--\r\n" }
}
