import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// Opens a TCP connection whose bytes go through a ``Wire``.
struct Connector: Sendable {
    let loop: any EventLoop

    /// Connects to the first of the addresses that answers.
    ///
    /// On cancellation the attempt is given up and its socket closed.
    ///
    /// - Throws: ``SSHError`` with `refused`, `timedOut` or `disconnected`.
    func connect(to addresses: [SocketAddress], host: String, port: Int) async throws -> Connection {
        let attempted = NIOLockedValueBox<[any Channel]>([])
        let bootstrap = ClientBootstrap(group: loop)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // The deadline is the caller's; NIO's own only has to be longer.
            .connectTimeout(.hours(24))
            .channelInitializer { channel in
                attempted.withLockedValue { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    let wire = Wire(channel: channel)
                    try channel.pipeline.syncOperations.addHandler(WireHandler(wire: wire))
                }
            }
        let attempt: EventLoopFuture<any Channel>
        if addresses.count == 1, let only = addresses.first {
            attempt = bootstrap.connect(to: only)
        } else {
            attempt = bootstrap.resolver(KnownAddresses(addresses, loop: loop)).connect(host: host, port: port)
        }
        do {
            return try await Pending(attempt, sockets: attempted).value()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ConnectionFault.error(for: error, host: host, port: port)
        }
    }
}

/// A connection and the wire on it.
struct Connection: Sendable {
    let channel: any Channel
    let wire: NIOLoopBound<Wire>
}

/// A connection attempt that a cancelled task walks away from at once; a channel that comes too late is closed.
private struct Pending: Sendable {
    private let attempt: EventLoopFuture<any Channel>
    private let outcome: EventLoopPromise<Connection>
    /// Every socket that was opened for it; several race where the name has several addresses.
    private let sockets: NIOLockedValueBox<[any Channel]>

    init(_ attempt: EventLoopFuture<any Channel>, sockets: NIOLockedValueBox<[any Channel]>) {
        self.attempt = attempt
        self.sockets = sockets
        outcome = attempt.eventLoop.makePromise()
    }

    func value() async throws -> Connection {
        attempt.whenComplete { [outcome] result in
            outcome.completeWith(
                result.flatMap { channel in
                    Result {
                        let handler = try channel.pipeline.syncOperations.handler(type: WireHandler.self)
                        return Connection(
                            channel: channel,
                            wire: NIOLoopBound(handler.wire, eventLoop: channel.eventLoop)
                        )
                    }
                }
            )
        }
        return try await withTaskCancellationHandler {
            try await outcome.futureResult.get()
        } onCancel: {
            outcome.fail(CancellationError())
            attempt.whenSuccess { $0.close(promise: nil) }
            for socket in sockets.withLockedValue({ $0 }) { socket.close(promise: nil) }
        }
    }
}
