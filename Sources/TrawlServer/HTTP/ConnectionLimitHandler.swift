import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Counts a connection, and tells the first request of one that is too many so, instead of letting it wait.
final class ConnectionLimitHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let limit: ConnectionLimit
    private var isCounted = false
    private var isTooMany = false

    init(_ limit: ConnectionLimit) {
        self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        isTooMany = limit.come()
        isCounted = true
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isTooMany else { return context.fireChannelRead(data) }
        switch unwrapInboundIn(data) {
        case .head: ConnectionAnswer.say(failure, on: context)
        case .body, .end: break
        }
    }

    private func leave() {
        guard isCounted else { return }
        isCounted = false
        limit.go()
    }

    private var failure: APIFailure {
        APIFailure(
            .serviceUnavailable,
            "TOO_MANY_CONNECTIONS",
            .limitExceeded,
            "The server has \(limit.most) connections, which is as many as it may; ask again",
            headers: [.retryAfter: "5"]
        )
    }
}
