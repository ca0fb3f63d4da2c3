public import NIOCore
import NIOPosix

/// Opens SSH sessions, each on one event loop of a group; may be shared by everyone.
///
/// ```swift
/// let client = SSHClient(group: MultiThreadedEventLoopGroup.singleton)
/// let kernel = try await client.withSession(to: configuration) { session in
///     try await session.withCommand("uname -r") { command in
///         var text = ""
///         for try await piece in command.output { text += String(buffer: piece.bytes) }
///         return text
///     }
/// }
/// ```
public struct SSHClient: Sendable {
    private let group: any EventLoopGroup
    let clock: any Clock<Duration>
    let gateways: SSHGateways
    private let resolver: HostResolver
    /// What this client has alive.
    package let census = Census()

    /// Makes a client whose sessions run on the group's event loops; `clock` measures every deadline.
    ///
    /// Clients that are given the same `gateways` share the sessions at their jump hosts.
    public init(
        group: any EventLoopGroup,
        clock: any Clock<Duration> = EventLoopClock(),
        gateways: SSHGateways = SSHGateways()
    ) {
        self.init(group: group, clock: clock, resolver: .system, gateways: gateways)
    }

    /// Makes a client that looks names up in its own way.
    package init(
        group: any EventLoopGroup,
        clock: any Clock<Duration> = EventLoopClock(),
        resolver: HostResolver,
        gateways: SSHGateways = SSHGateways()
    ) {
        self.group = group
        self.clock = clock
        self.resolver = resolver
        self.gateways = gateways
    }

    /// Connects, checks the host key, signs in, and lends the session to `body`; closes it when `body` is left.
    ///
    /// `onStage` is told where the session is; it must not block.
    ///
    /// On cancellation each stage is given up at once and the socket closed; on cancellation of `body` the session is
    /// closed in bounded time after `body` has returned.
    ///
    /// - Throws: ``SSHError``, and what `body` throws.
    public func withSession<Result>(
        to configuration: SSHConfiguration,
        onStage: @escaping @Sendable (SSHStage) -> Void = { _ in },
        _ body: (SSHSession) async throws -> Result
    ) async throws -> Result {
        let session = try await open(configuration, onStage: onStage)
        return try await withTearDown(of: session) {
            try await body(session)
        } tearDown: { session, failed in
            await session.close(failed ? .abrupt : .polite)
        }
    }

    /// Opens a session that is nobody's yet: whoever has it closes it.
    func open(
        _ configuration: SSHConfiguration,
        onStage: @escaping @Sendable (SSHStage) -> Void
    ) async throws -> SSHSession {
        let connection = try await connect(configuration, onStage: onStage)
        let session: SSHSession
        do {
            session = try await SSHSession(
                on: connection,
                clock: clock,
                timeouts: configuration.timeouts,
                census: census
            )
        } catch {
            try? await connection.channel.close().get()
            throw error
        }
        do {
            try await prepare(session, configuration, onStage: onStage)
            return session
        } catch {
            await session.shielded { await $0.close(.abrupt) }
            throw error
        }
    }

    private func connect(
        _ configuration: SSHConfiguration,
        onStage: @escaping @Sendable (SSHStage) -> Void
    ) async throws -> Connection {
        let host = configuration.host
        let port = configuration.port
        let timeouts = configuration.timeouts
        guard configuration.jump.isEmpty else {
            onStage(.connecting)
            return try await connectThroughJumps(configuration, on: group.next())
        }
        onStage(.resolving)
        let addresses = try await resolver.addresses(of: host, port: port, within: timeouts.resolve, on: clock)
        onStage(.connecting)
        let connector = Connector(loop: group.next())
        return try await withDeadline(
            timeouts.connect,
            on: clock,
            else: SSHError(
                .timedOut,
                during: .connect,
                "No connection to \(host) port \(port) within \(timeouts.connect)."
            )
        ) {
            try await connector.connect(to: addresses, host: host, port: port)
        }
    }

    private func prepare(
        _ session: SSHSession,
        _ configuration: SSHConfiguration,
        onStage: @escaping @Sendable (SSHStage) -> Void
    ) async throws {
        let timeouts = configuration.timeouts
        let checker = HostKeyCheck(configuration)
        onStage(.handshaking)
        let algorithms = await checker.preferredAlgorithms()
        do {
            try await withDeadline(
                timeouts.handshake,
                on: clock,
                else: SSHError(
                    .timedOut,
                    during: .handshake,
                    "Connected, but no SSH handshake within \(timeouts.handshake)."
                )
            ) {
                try await session.handshake(preferring: algorithms)
            }
        } catch let error as SSHError where error.code == .timedOut {
            throw await session.serverIdentification == nil
                ? SSHError(
                    .timedOut,
                    during: .handshake,
                    "Connected, but no SSH identification line within \(timeouts.handshake)."
                ) : error
        }
        try await checker.check(try await session.hostKey())
        onStage(.authenticating)
        try await withDeadline(
            timeouts.authenticate,
            on: clock,
            else: SSHError(.timedOut, during: .authenticate, "Not signed in within \(timeouts.authenticate).")
        ) {
            try await session.authenticate(as: configuration.user, with: configuration.credentials)
        }
        if let interval = timeouts.keepalive {
            await session.startKeepalive(every: interval, missing: timeouts.keepaliveMisses)
        }
        onStage(.ready)
    }
}
