import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers on a connection itself, for what never becomes a request that a route could answer.
enum ConnectionAnswer {
    /// Writes a failure, in JSON like every other one, and closes the connection.
    static func say(_ failure: APIFailure, on context: ChannelHandlerContext) {
        let requestID = CorrelationID.of([:])
        let text = (try? DocumentCoding.text(of: failure.document(requestID: requestID))) ?? "{}"
        let body = ByteBuffer(string: text)
        var fields = failure.headers
        fields[.contentType] = "application/json"
        fields[.contentLength] = String(body.readableBytes)
        fields[.connection] = "close"
        if let field = CorrelationID.field { fields[field] = requestID }
        let head = HTTPResponse(status: failure.status, headerFields: fields)
        context.write(NIOAny(HTTPResponsePart.head(head)), promise: nil)
        context.write(NIOAny(HTTPResponsePart.body(body)), promise: nil)
        context.writeAndFlush(NIOAny(HTTPResponsePart.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
