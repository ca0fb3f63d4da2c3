import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what cannot be parsed as a request, in JSON like every other error, and closes the connection.
///
/// The framework would answer without a body, and would not tell fields that are too large (431) from nonsense (400).
final class MalformedRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var isAnswering = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: isAnswering = true
        case .body, .end: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .end: isAnswering = false
        case .head, .body: break
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Once a request is on its way an answer to it may be half written: the framework knows how far it is.
        guard let error = error as? HTTPParserError, !isAnswering else {
            context.fireErrorCaught(error)
            return
        }
        ConnectionAnswer.say(Self.failure(for: error), on: context)
    }

    private static func failure(for error: HTTPParserError) -> APIFailure {
        if error == .headerOverflow {
            return APIFailure(
                .requestHeaderFieldsTooLarge,
                "HEADER_FIELDS_TOO_LARGE",
                .limitExceeded,
                "The request's header fields are larger than the server takes"
            )
        }
        return .malformed("The request is not HTTP as RFC 9112 has it")
    }
}
