import CLibSSH2
import NIOCore

/// One signed-in SSH connection, lent by ``SSHClient/withSession(to:onStage:_:)``.
///
/// It may run several commands at once, up to what the server allows (OpenSSH's `MaxSessions`, 10 by default). All of
/// libssh2 runs on the session's event loop: the actor's executor is that loop.
public actor SSHSession {
    /// The session's event loop, on which all of libssh2 runs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }
    nonisolated let loop: any EventLoop
    /// For tasks that work for the session beside its callers.
    nonisolated let executor: LoopExecutor
    let connection: Connection
    let clock: any Clock<Duration>
    let timeouts: SSHTimeouts
    let census: Census

    /// libssh2's session; nil once it is freed.
    var raw: RawSession?
    var channels: [ChannelID: RemoteChannel] = [:]
    /// Channels that we have closed, until the server has closed them too.
    var leaving: [ChannelID: RemoteChannel] = [:]
    var lastChannel = 0
    /// Whether a channel was closed since the server opened or refused one.
    var hasClosedOne = false
    let openTurn = Turn()
    var keepaliveTask: Task<Void, Never>?
    private var isClosing = false

    /// Makes a session on a connection; nothing is sent yet.
    ///
    /// - Throws: ``SSHError`` where libssh2 has no memory or did not start.
    init(on connection: Connection, clock: any Clock<Duration>, timeouts: SSHTimeouts, census: Census) async throws {
        loop = connection.channel.eventLoop
        executor = LoopExecutor(loop)
        self.connection = connection
        self.clock = clock
        self.timeouts = timeouts
        self.census = census
        try bring()
    }

    private func bring() throws {
        let abstract = unsafe Unmanaged.passUnretained(wire).toOpaque()
        guard SSHLibrary.started == 0, let session = unsafe libssh2_session_init_ex(nil, nil, nil, abstract) else {
            throw SSHError(.protocolFailure, during: .handshake, "libssh2 could not make a session.")
        }
        let made = unsafe RawSession(session)
        unsafe libssh2_session_set_blocking(session, 0)
        unsafe trawl_session_set_callbacks(session, wireReceive, wireSend, peerDisconnected)
        raw = made
        census.count(sessions: 1)
    }

    var wire: Wire { connection.wire.value }

    /// The one loop around "again": tries, sends what came of it, and waits for bytes.
    ///
    /// A call that keeps a state inside libssh2 names the turn of whatever keeps it; a read keeps none.
    ///
    /// On cancellation it throws at once; a call with a turn is then abandoned, and its turn is of use only to calls
    /// that do not mind what libssh2 keeps of it.
    func call<Value>(
        _ operation: SSHError.Operation,
        turn: Turn? = nil,
        evenIfAbandoned: Bool = false,
        _ attempt: (RawSession) throws -> Attempt<Value>
    ) async throws -> Value {
        if let turn { try await take(turn, for: operation, evenIfAbandoned: evenIfAbandoned) }
        defer { turn?.pass() }
        while true {
            guard let session = raw else { throw closedError(during: operation) }
            let before = wire.bytesTaken
            let result = try attempt(session)
            wire.flush()
            // Whoever reads the wire takes in every channel's packets: another waiter's may be inside libssh2 already.
            if wire.bytesTaken != before { wire.wake() }
            switch result {
            case .done(let value): return value
            case .failed(let code): throw error(code, during: operation)
            case .again:
                do {
                    if wire.isAtEnd, let end = wire.end { throw end.met(during: operation) }
                    try await bytes()
                } catch {
                    turn?.abandon()
                    throw error
                }
            }
        }
    }

    /// Waits until bytes arrive or the connection ends.
    ///
    /// On cancellation it throws at once.
    private func bytes() async throws {
        let ticket = wire.ticket()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                loop.preconditionInEventLoop()
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    wire.park(ticket, continuation)
                }
            }
        } onCancel: { [wire = connection.wire, loop] in
            loop.execute { wire.value.callOff(ticket) }
        }
    }

    /// Waits until the connection takes more, so that the outgoing buffer stays bounded.
    func writability() async throws {
        while !wire.isWritable {
            if let end = wire.end { throw end.met(during: .write) }
            try await bytes()
        }
    }

    private func take(_ turn: Turn, for operation: SSHError.Operation, evenIfAbandoned: Bool) async throws {
        if !turn.takeAtOnce() {
            let ticket = turn.ticket()
            let bound = NIOLoopBound(turn, eventLoop: loop)
            try await withTaskCancellationHandler {
                // By way of self: a closure that does not name its actor is not isolated to it, and runs elsewhere.
                try await self.park(ticket, in: turn)
            } onCancel: { [loop] in
                loop.execute { bound.value.callOff(ticket) }
            }
        }
        if turn.isAbandoned, !evenIfAbandoned {
            turn.pass()
            throw SSHError(.sessionClosed, during: operation, "An earlier call on this session was given up half-way.")
        }
    }

    private func park(_ ticket: Waiters.Ticket, in turn: Turn) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            loop.preconditionInEventLoop()
            if Task.isCancelled {
                continuation.resume(throwing: CancellationError())
            } else {
                turn.park(ticket, continuation)
            }
        }
    }

    // MARK: The end

    /// Ends the session in bounded time, whatever the peer does: says goodbye if that is polite, then closes the socket.
    ///
    /// Not cancellable; a second call waits for nothing.
    func close(_ manner: Teardown) async {
        guard !isClosing else { return }
        isClosing = true
        keepaliveTask?.cancel()
        if manner == .polite, let session = raw, wire.end == nil, !openTurn.isAbandoned {
            unsafe libssh2_session_disconnect_ex(session.pointer, SSH_DISCONNECT_BY_APPLICATION, "done", "")
            wire.flush()
        }
        // First, so that whoever still waits learns that it was we who ended it.
        wire.ended(closedError(during: .close))
        // close() lets NIO write what was flushed as far as the socket takes it, and drops the rest.
        try? await connection.channel.close().get()
        wire.finish()
        free()
        wire.wake()
    }

    private func free() {
        guard let session = raw else { return }
        raw = nil
        let open = channels.count + leaving.count
        channels.removeAll()
        leaving.removeAll()
        // With the wire at its end no call inside can answer "again" for ever; a few may, while channels are let go.
        for _ in 0..<64 where unsafe libssh2_session_free(session.pointer) != LIBSSH2_ERROR_EAGAIN {
            census.count(sessions: -1, channels: -open)
            return
        }
    }

    // MARK: Errors

    func closedError(during operation: SSHError.Operation) -> SSHError {
        SSHError(.sessionClosed, during: operation, "The session is closed.")
    }

    /// What an error number of libssh2 comes to, with the connection's own end as the better reason where there is one.
    func error(_ code: Int32, during operation: SSHError.Operation) -> SSHError {
        if let end = wire.end, LibraryFault.isConnectionLoss(code) {
            return end.met(during: operation, libraryCode: code)
        }
        return SSHError(
            LibraryFault.code(for: code, during: operation),
            during: operation,
            LibraryFault.sentence(for: code, during: operation, detail: lastMessage),
            libraryCode: code
        )
    }

    private var lastMessage: String {
        guard let session = raw else { return "" }
        var text: UnsafeMutablePointer<CChar>?
        var length: Int32 = 0
        unsafe libssh2_session_last_error(session.pointer, &text, &length, 0)
        return unsafe text.map { unsafe String(cString: $0) } ?? ""
    }
}
