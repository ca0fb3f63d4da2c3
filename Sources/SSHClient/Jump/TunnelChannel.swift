import NIOCore

/// A NIO channel whose bytes go through a ``Tunnel``, so that a session in it is like one on a socket.
///
/// Everything in it is touched on its event loop alone, as NIO has it for every channel, whatever thread it is spoken to
/// on; therefore it is `@unchecked Sendable`. Its tunnel's session may live on another loop: pieces are read and written
/// one at a time by tasks there.
final class TunnelChannel: Channel, ChannelCore, @unchecked Sendable {
    let allocator = ByteBufferAllocator()
    let eventLoop: any EventLoop
    let parent: (any Channel)? = nil
    private let tunnel: Tunnel
    private let closePromise: EventLoopPromise<Void>
    private(set) lazy var pipeline = ChannelPipeline(channel: self)

    private var waiting: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    /// How many bytes were written and are not with the tunnel's session yet.
    private var waitingBytes = 0
    private var flushed = 0
    private var isWriting = false
    private var isReading = false
    private var isClosing = false
    private(set) var isActive = false
    private(set) var isWritable = true

    /// Makes one on a loop; called there.
    init(_ tunnel: Tunnel, on eventLoop: any EventLoop) {
        self.tunnel = tunnel
        self.eventLoop = eventLoop
        closePromise = eventLoop.makePromise()
        _ = pipeline
    }

    var closeFuture: EventLoopFuture<Void> { closePromise.futureResult }
    var localAddress: SocketAddress? { nil }
    var remoteAddress: SocketAddress? { nil }
    var _channelCore: any ChannelCore { self }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    /// Begins to carry bytes, once the handlers are in place.
    func activate() {
        isActive = true
        pipeline.fireChannelRegistered()
        pipeline.fireChannelActive()
        pipeline.read()
    }

    // MARK: Reading

    func read0() {
        guard !isReading, !isClosing else { return }
        isReading = true
        Task(executorPreference: tunnel.session.executor) { [tunnel, eventLoop] in
            let result: Result<SSHOutput?, any Error>
            do { result = .success(try await tunnel.session.nextOutput(of: tunnel.channel)) } catch {
                result = .failure(error)
            }
            eventLoop.execute { self.wasRead(result) }
        }
    }

    private func wasRead(_ result: Result<SSHOutput?, any Error>) {
        isReading = false
        guard !isClosing else { return }
        switch result {
        case .success(let piece?):
            pipeline.syncOperations.fireChannelRead(NIOAny(piece.bytes))
            pipeline.syncOperations.fireChannelReadComplete()
            pipeline.read()
        case .success(nil): close0(error: ChannelError.eof, mode: .all, promise: nil)
        case .failure: fail()
        }
    }

    // MARK: Writing

    func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let bytes = unwrapData(data, as: ByteBuffer.self)
        waiting.append((bytes, promise))
        waitingBytes += bytes.readableBytes
        if isWritable, waitingBytes > Self.highWater {
            isWritable = false
            pipeline.syncOperations.fireChannelWritabilityChanged()
        }
    }

    func flush0() {
        flushed = waiting.count
        writeNext()
    }

    private func writeNext() {
        guard !isWriting, flushed > 0, !isClosing else { return }
        isWriting = true
        let pieces = Array(waiting[..<flushed])
        waiting.removeFirst(flushed)
        flushed = 0
        var bytes = pieces[0].bytes
        for piece in pieces.dropFirst() { bytes.writeImmutableBuffer(piece.bytes) }
        let promises = pieces.compactMap(\.promise)
        Task(executorPreference: tunnel.session.executor) { [tunnel, eventLoop, bytes] in
            var fault: (any Error)?
            do { try await tunnel.session.write(bytes.readableBytesView, to: tunnel.channel) } catch { fault = error }
            eventLoop.execute { [fault] in self.wasWritten(bytes.readableBytes, promises, fault) }
        }
    }

    private func wasWritten(_ count: Int, _ promises: [EventLoopPromise<Void>], _ fault: (any Error)?) {
        isWriting = false
        waitingBytes -= count
        for promise in promises {
            if let fault { promise.fail(fault) } else { promise.succeed() }
        }
        if fault != nil, !isClosing { return fail() }
        if !isWritable, waitingBytes < Self.lowWater, !isClosing {
            isWritable = true
            pipeline.syncOperations.fireChannelWritabilityChanged()
        }
        writeNext()
    }

    // MARK: The end

    /// The tunnel's own connection is gone.
    private func fail() {
        pipeline.syncOperations.fireErrorCaught(TunnelLost(host: tunnel.host))
        close0(error: ChannelError.eof, mode: .all, promise: nil)
    }

    func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            if let promise { closeFuture.cascade(to: promise) }
            return
        }
        isClosing = true
        isActive = false
        // What was flushed is sent as far as the session takes it in its time for a close.
        var rest = ByteBuffer()
        for piece in waiting.prefix(flushed) { rest.writeImmutableBuffer(piece.bytes) }
        for piece in waiting { piece.promise?.fail(error) }
        waiting = []
        if let promise { closeFuture.cascade(to: promise) }
        Task(executorPreference: tunnel.session.executor) { [tunnel, eventLoop, rest] in
            await tunnel.close(after: rest)
            eventLoop.execute { self.isClosed() }
        }
    }

    private func isClosed() {
        pipeline.syncOperations.fireChannelInactive()
        pipeline.syncOperations.fireChannelUnregistered()
        removeHandlers(pipeline: pipeline)
        closePromise.succeed()
    }

    // MARK: What a channel of this kind has no use for

    func localAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }
    func remoteAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }
    func register0(promise: EventLoopPromise<Void>?) { promise?.succeed() }
    func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) { promise?.succeed() }
    func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) { promise?.fail(ChannelError.operationUnsupported) }
    func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }
    func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }
    func channelRead0(_ data: NIOAny) {}
    func errorCaught0(error: any Error) {}

    private static let highWater = 256 * 1024
    private static let lowWater = 64 * 1024
}

/// The session at a jump host ended under a tunnel.
struct TunnelLost: Error, CustomStringConvertible {
    let host: String

    var description: String { "the session at the jump host \(host) was lost" }
}
