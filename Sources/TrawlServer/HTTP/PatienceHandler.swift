import Glibc
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import StrictYAML

/// Closes a connection whose other end makes no headway, and has the kernel notice one that has vanished.
///
/// A request must be whole in time, however its bytes drip in, and of an answer something must be taken in time, however
/// little. Whoever reads slowly keeps the connection; whoever does not read holds neither a stream nor the server's end.
/// What waits without having sent a request's head is closed by the framework.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    private let patience: ConnectionPatience
    private var isParting = false
    /// Requests whose heads came and whose answers have not been written to their ends.
    private var unanswered = 0
    private var isHalfWritten = false
    private var requestTimer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?

    init(_ patience: ConnectionPatience) {
        self.patience = patience
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let options = context.channel.syncOptions else { return }
        // They only sharpen what the timers see; a socket that does not know one of them (it may be no TCP) does without.
        try? options.setOption(.socketOption(.so_keepalive), value: 1)
        for (name, value) in Self.options { try? options.setOption(.tcpOption(.init(rawValue: name)), value: value) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stopTimers() }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimers()
        context.fireChannelInactive()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            requestTimer?.cancel()
            requestTimer = schedule(patience.request, context) { $0.requestIsLate($1) }
        case .body: break
        case .end:
            requestTimer?.cancel()
            requestTimer = nil
        }
        context.fireChannelRead(data)
    }

    private func requestIsLate(_ context: ChannelHandlerContext) {
        // An answer can only be told where no other one is half written or waits before it.
        guard unanswered == 1, !isHalfWritten else { return context.close(promise: nil) }
        let failure = APIFailure(
            .requestTimeout,
            "REQUEST_TIMEOUT",
            .limitExceeded,
            "The request was not whole \(DurationText.format(patience.request)) after its head"
        )
        ConnectionAnswer.say(failure, on: context)
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: isHalfWritten = true
        case .body: break
        case .end:
            isHalfWritten = false
            unanswered -= 1
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallTimer?.cancel()
        stallTimer = nil
        watchWhatWaits(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isParting = true
            stallTimer?.cancel()
            stallTimer = nil
            watchWhatWaits(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func watchWhatWaits(_ context: ChannelHandlerContext) {
        guard !context.channel.isWritable, context.channel.isActive else { return }
        let limit = isParting ? min(patience.parting, patience.stalled) : patience.stalled
        let before = waitingBytes(context)
        stallTimer = schedule(limit, context) { handler, context in
            handler.stallTimer = nil
            guard handler.waitingBytes(context) < before else { return context.close(promise: nil) }
            handler.watchWhatWaits(context)
        }
    }

    private func waitingBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    // MARK: Timers

    private func schedule(
        _ limit: Duration,
        _ context: ChannelHandlerContext,
        _ work: @escaping (PatienceHandler, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) { work(self, context) }
    }

    private func stopTimers() {
        requestTimer?.cancel()
        requestTimer = nil
        stallTimer?.cancel()
        stallTimer = nil
    }

    /// tcp(7).
    private static let options: [(name: CInt, value: Int)] = [
        // Silence of fifteen seconds is asked about, three times; what was sent must be acknowledged within 30 s.
        (TCP_KEEPIDLE, 15), (TCP_KEEPINTVL, 5), (TCP_KEEPCNT, 3), (TCP_USER_TIMEOUT, 30_000),
        // The kernel takes no more than this ahead of the client, so that progress shows and a stalled one holds little.
        (TCP_NOTSENT_LOWAT, 256 << 10),
    ]
}
