import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import TrawlCollect

/// Packs documents for callers that take gzip.
///
/// Only answers that are whole in memory anyway: what is streamed goes as it comes, what can be had in parts keeps its
/// places, and bundles are packed already. The packed answer is another representation, so its entity tag is a weak one
/// (RFC 9110, section 8.8.1), which `If-None-Match` takes as well.
struct CompressionMiddleware: RouterMiddleware {
    typealias Context = CallContext

    /// Where it is packed: a long list takes longer than a request should wait for the CPU's turn.
    let threads: ReadingThreads

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard Self.isDocument(response) else { return response }
        response.headers[.vary] = response.headers[.vary].map { "\($0), Accept-Encoding" } ?? "Accept-Encoding"
        guard request.method != .head, AcceptedCoding.isGzip(request.headers[.acceptEncoding]),
            let size = response.body.contentLength, Self.worthwhile.contains(size)
        else { return response }
        let sheet = Sheet()
        try await response.body.write(sheet)
        let whole = sheet.text.withLockedValue { $0 }
        let packed = try await threads.run { try GzipText.packed(whole) }
        response.headers[.contentEncoding] = "gzip"
        response.headers[.contentLength] = String(packed.readableBytes)
        if let tag = response.headers[.eTag], !tag.hasPrefix("W/") { response.headers[.eTag] = "W/" + tag }
        response.body = ResponseBody(byteBuffer: packed)
        return response
    }

    private static func isDocument(_ response: Response) -> Bool {
        guard response.headers[.acceptRanges] == nil, response.headers[.contentEncoding] == nil else { return false }
        if response.status == .notModified { return true }
        guard let type = response.headers[.contentType]?.prefix(while: { $0 != ";" }) else { return false }
        return documents.contains(String(type))
    }

    private static let documents: Set = [
        "application/json", "application/yaml", "text/css", "text/html", "text/javascript", "text/plain",
    ]
    /// Below a kilobyte the head is most of the answer; above the other end nothing of ours is.
    private static let worthwhile = 1024...(256 << 20)
}

extension CompressionMiddleware {
    /// Takes a body that is in memory.
    private struct Sheet: ResponseBodyWriter {
        let text = NIOLockedValueBox(ByteBuffer())

        mutating func write(_ buffer: ByteBuffer) async throws {
            text.withLockedValue { _ = $0.writeImmutableBuffer(buffer) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
