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
        let attempted = Attempted()
        let bootstrap = ClientBootstrap(group: loop)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // The deadline is the caller's; NIO's own only has to be longer.
            .connectTimeout(.hours(24))
            .channelInitializer { channel in
                let wire = Wire(channel: channel)
                let connection = Connection(
                    channel: channel,
                    wire: NIOLoopBound(wire, eventLoop: channel.eventLoop)
                )
                guard attempted.add(connection) else { return channel.eventLoop.makeFailedFuture(CancellationError()) }
                return channel.eventLoop.makeCompletedFuture {
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

/// Every socket that was opened for one connection; several race where the name has several addresses.
private final class Attempted: Sendable {
    private let state = NIOLockedValueBox((connections: [Connection](), isCalledOff: false))

    /// Keeps one; false where nobody wants it any more, as when the race goes on after it was called off.
    func add(_ connection: Connection) -> Bool {
        state.withLockedValue {
            guard !$0.isCalledOff else { return false }
            $0.connections.append(connection)
            return true
        }
    }

    /// The one with this channel.
    ///
    /// Kept here and not looked up in the channel's pipeline, which is empty where the server has hung up already: what it
    /// said before is still to be read.
    func connection(on channel: any Channel) -> Connection? {
        state.withLockedValue { $0.connections.first { $0.channel === channel } }
    }

    /// Wants no more; answers those that are to be closed.
    func callOff() -> [any Channel] {
        state.withLockedValue {
            $0.isCalledOff = true
            return $0.connections.map(\.channel)
        }
    }
}

/// A connection attempt that a cancelled task walks away from at once; a channel that comes too late is closed.
private struct Pending: Sendable {
    private let attempt: EventLoopFuture<any Channel>
    private let outcome: EventLoopPromise<Connection>
    private let sockets: Attempted

    init(_ attempt: EventLoopFuture<any Channel>, sockets: Attempted) {
        self.attempt = attempt
        self.sockets = sockets
        outcome = attempt.eventLoop.makePromise()
    }

    func value() async throws -> Connection {
        attempt.whenComplete { [outcome, sockets] result in
            outcome.completeWith(
                result.flatMap { channel in
                    // Every channel was kept when it was made.
                    sockets.connection(on: channel).map(Result.success)
                        ?? .failure(ChannelError.inappropriateOperationForState)
                }
            )
        }
        return try await withTaskCancellationHandler {
            try await outcome.futureResult.get()
        } onCancel: {
            outcome.fail(CancellationError())
            attempt.whenSuccess { $0.close(promise: nil) }
            for socket in sockets.callOff() { socket.close(promise: nil) }
        }
    }
}
