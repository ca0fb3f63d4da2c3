import NIOCore
import NIOPosix

/// A server on a Unix socket that takes one request a connection and answers with what the test wants.
struct FakeAgent {
    let folder: KeyFolder
    let socketPath: String
    /// Yields once for every request that arrived whole.
    let requests: AsyncStream<[UInt8]>
    /// Yields once for every connection that the client closed.
    let hangUps: AsyncStream<Void>
    private let server: any Channel

    enum Answer {
        /// These bytes, split in two where there are enough; then wait for the client to close.
        case bytes([UInt8])
        case hangUp
        case silence
    }

    init(_ answer: Answer) async throws {
        folder = try KeyFolder()
        socketPath = folder.path + "/agent"
        let (requests, request) = AsyncStream.makeStream(of: [UInt8].self)
        let (hangUps, hangUp) = AsyncStream.makeStream(of: Void.self)
        self.requests = requests
        self.hangUps = hangUps
        server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Handler(answer: answer, request: request, hangUp: hangUp)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(unixDomainSocketPath: socketPath).get()
    }

    func stop() async throws { try await server.close().get() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: Answer
        private let request: AsyncStream<[UInt8]>.Continuation
        private let hangUp: AsyncStream<Void>.Continuation
        private var received = ByteBuffer()

        init(answer: Answer, request: AsyncStream<[UInt8]>.Continuation, hangUp: AsyncStream<Void>.Continuation) {
            self.answer = answer
            self.request = request
            self.hangUp = hangUp
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var part = unwrapInboundIn(data)
            received.writeBuffer(&part)
            guard let message = received.readLengthPrefixedSlice(as: UInt32.self) else { return }
            request.yield(Array(message.readableBytesView))
            switch answer {
            case .bytes(let bytes):
                let half = bytes.count / 2
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes.prefix(half))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes.dropFirst(half))), promise: nil)
            case .hangUp: context.close(promise: nil)
            case .silence: break
            }
        }

        func channelInactive(context: ChannelHandlerContext) { hangUp.yield() }
    }
}
