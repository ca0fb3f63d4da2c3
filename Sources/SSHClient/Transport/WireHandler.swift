import NIOCore

/// Carries a connection's bytes into its ``Wire``, and reads no more than the wire wants.
final class WireHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let wire: Wire

    init(wire: Wire) {
        self.wire = wire
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        wire.arrived(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        wire.burstEnded()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { wire.wake() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        wire.ended(SSHError(.disconnected, during: .read, "The node closed the connection."))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        wire.ended(
            SSHError(.disconnected, during: .read, "The connection broke: \(ConnectionFault.words(for: error)).")
        )
        context.close(promise: nil)
    }

    func read(context: ChannelHandlerContext) {
        if wire.mayRead() { context.read() }
    }
}
