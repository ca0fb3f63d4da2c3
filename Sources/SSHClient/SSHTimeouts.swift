/// How long each part of a session may take.
public struct SSHTimeouts: Hashable, Sendable {
    /// Finding the name's addresses.
    public var resolve: Duration
    /// The TCP connection.
    public var connect: Duration
    /// Banners and key exchange.
    public var handshake: Duration
    /// Signing in, all methods together.
    public var authenticate: Duration
    /// Opening a channel and starting a command in it.
    public var channel: Duration
    /// Each polite step of a tear-down.
    public var close: Duration
    /// Between two questions whether the peer is still there; nil asks never.
    public var keepalive: Duration?
    /// How many unanswered questions in a row end the session.
    public var keepaliveMisses: Int

    /// Makes the usual time-outs, but for those that are given.
    public init(
        resolve: Duration = .seconds(10),
        connect: Duration = .seconds(10),
        handshake: Duration = .seconds(15),
        authenticate: Duration = .seconds(30),
        channel: Duration = .seconds(15),
        close: Duration = .seconds(2),
        keepalive: Duration? = .seconds(15),
        keepaliveMisses: Int = 3
    ) {
        self.resolve = resolve
        self.connect = connect
        self.handshake = handshake
        self.authenticate = authenticate
        self.channel = channel
        self.close = close
        self.keepalive = keepalive
        self.keepaliveMisses = keepaliveMisses
    }
}
