import HTTPTypes
package import Hummingbird
import TrawlCollect

/// Answers requests for a representation as RFC 9110 has it: conditions first (section 13.2.2), then the range.
package struct DownloadAnswer: Sendable {
    private let representation: Representation
    /// Held until the last byte is sent, or the client is gone.
    private let lease: StreamLease

    package init(_ representation: Representation, lease: StreamLease) {
        self.representation = representation
        self.lease = lease
    }

    /// The answer to a GET, which is a HEAD's too but for the body.
    ///
    /// - Throws: ``APIFailure``: 412 and 416; what measuring a size throws.
    package func response(to request: Request) async throws -> Response {
        if let list = request.headers[.ifMatch], !(representation.validator?.isIn(list, weakly: false) ?? false) {
            throw APIFailure(
                .preconditionFailed,
                "PRECONDITION_FAILED",
                .conflict,
                "What is here is not, or not any more, what If-Match names"
            )
        }
        if let list = request.headers[.ifNoneMatch], representation.validator?.isIn(list, weakly: true) ?? false {
            return Response(status: .notModified, headers: fields)
        }
        guard let range = range(of: request) else { return whole() }
        let size = try await size()
        switch RangeAnswer(range, size: size) {
        case .whole: return whole()
        case .parts(let parts): return parts.count == 1 ? part(parts[0], of: size) : several(parts, of: size)
        case .unsatisfiable:
            throw APIFailure(
                .rangeNotSatisfiable,
                "RANGE_NOT_SATISFIABLE",
                .rangeNotSatisfiable,
                "There are \(size) bytes, and none of them is in this range",
                headers: [.contentRange: "bytes */\(size)", .acceptRanges: "bytes"]
            )
        }
    }

    /// What is asked for of the bytes; nil where `Range` is not there or does not count (sections 13.1.5 and 14.2).
    private func range(of request: Request) -> RangeHeader? {
        guard request.method == .get, let range = request.headers[.range].flatMap({ RangeHeader($0) }) else {
            return nil
        }
        guard let condition = request.headers[.ifRange] else { return range }
        return representation.validator?.satisfies(ifRange: condition) ?? false ? range : nil
    }

    private func size() async throws -> Int64 {
        switch representation.size {
        case .known(let size): size
        case .measured(let measure): try await measure()
        }
    }

    private func whole() -> Response {
        var fields = fields
        fields[.contentType] = representation.mediaType
        let count: Int64? =
            switch representation.size {
            case .known(let size): size
            // Not measured only to be announced: the end of a chunked answer is as sure a sign.
            case .measured: nil
            }
        return Response(status: .ok, headers: fields, body: body(representation.pieces(nil), count))
    }

    private func part(_ part: ByteRange, of size: Int64) -> Response {
        var fields = fields
        fields[.contentType] = representation.mediaType
        fields[.contentRange] = part.contentRange(of: size)
        return Response(status: .partialContent, headers: fields, body: body(representation.pieces(part), part.count))
    }

    private func several(_ parts: [ByteRange], of size: Int64) -> Response {
        let multipart = MultipartPieces(parts, of: size, representation)
        var fields = fields
        fields[.contentType] = "multipart/byteranges; boundary=\(multipart.boundary)"
        return Response(status: .partialContent, headers: fields, body: body(multipart, multipart.count))
    }

    private func body(_ source: any PieceSource, _ count: Int64?) -> ResponseBody {
        ResponseBody(contentLength: count.map { Int($0) }) { [lease] writer in
            var source = source
            // The next piece is asked for when the connection has taken the last one.
            while let piece = try await source.next() { try await writer.write(piece) }
            try await writer.finish(nil)
            lease.end()
        }
    }

    /// The fields that every answer has, 304 too (section 15.4.5).
    private var fields: HTTPFields {
        var fields: HTTPFields = [
            .acceptRanges: "bytes", .cacheControl: "private, no-cache", .xContentTypeOptions: "nosniff",
        ]
        if let validator = representation.validator { fields[.eTag] = validator.description }
        if let name = representation.fileName { fields[.contentDisposition] = ContentDisposition.attachment(name) }
        if let varies = representation.variesBy { fields[.vary] = varies }
        if let digest = representation.sha256.flatMap(ReprDigest.field), let name = ReprDigest.name {
            fields[name] = digest
        }
        return fields
    }
}
