import CLibSSH2
import NIOCore

extension SSHSession {
    /// Runs a command while `body` does; leaving `body` closes its channel, whether the command has ended or not.
    ///
    /// The server runs the text through the account's login shell. A pty is not asked for, so a server such as OpenSSH
    /// tells the command nothing when its channel closes: ending it is the caller's affair.
    ///
    /// On cancellation while the command is being started, the session cannot be used any more: whether it runs is then
    /// unknown. On cancellation of `body` the channel is closed all the same, in bounded time.
    ///
    /// - Throws: ``SSHError`` with `channelRefused`, `execRefused`, `timedOut`, `disconnected`, `sessionClosed`, and what
    ///   `body` throws.
    public nonisolated func withCommand<Result>(
        _ text: String,
        _ body: (SSHCommand) async throws -> Result
    ) async throws -> Result {
        let channel = try await withDeadline(
            timeouts.channel,
            on: clock,
            else: SSHError(.timedOut, during: .openChannel, "The node did not start the command in time.")
        ) {
            try await self.start(text)
        }
        return try await withTearDown(of: self) {
            try await body(SSHCommand(session: self, channel: channel))
        } tearDown: { session, failed in
            await session.closeChannel(channel, awaitingAnswer: !failed)
        }
    }

    private func start(_ text: String) async throws -> ChannelID {
        guard text.utf8.count <= Self.longestCommand else {
            throw SSHError(
                .execRefused,
                during: .exec,
                "The command is \(text.utf8.count) bytes long; at most \(Self.longestCommand) can be sent."
            )
        }
        let id = try await openChannel()
        do {
            try await execute(text, in: id)
            return id
        } catch {
            await closeChannel(id, awaitingAnswer: false)
            throw error
        }
    }

    private func openChannel() async throws -> ChannelID {
        reap()
        let channel: RawChannel
        do {
            channel = try await requestChannel()
        } catch let error as SSHError where error.code == .channelRefused && hasClosedOne {
            // OpenSSH lets a closed channel go only after it has answered what came together with the close, so where
            // it allows one channel it refuses the next; by the time of its answer there is room.
            hasClosedOne = false
            channel = try await requestChannel()
        }
        hasClosedOne = false
        lastChannel += 1
        let id = ChannelID(number: lastChannel)
        channels[id] = RemoteChannel(channel, allocator: connection.channel.allocator)
        census.count(channels: 1)
        return id
    }

    private func requestChannel() async throws -> RawChannel {
        try await call(.openChannel, turn: openTurn) { session -> Attempt<RawChannel> in
            let opened = unsafe libssh2_channel_open_ex(
                session.pointer,
                "session",
                7,
                Self.window,
                UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT),
                nil,
                0
            )
            if let opened = unsafe opened { return .done(unsafe RawChannel(opened)) }
            let number = unsafe libssh2_session_last_errno(session.pointer)
            return number == LIBSSH2_ERROR_EAGAIN ? .again : .failed(number)
        }
    }

    private func execute(_ text: String, in id: ChannelID) async throws {
        let command = OwnedBytes(text.utf8)
        try await onChannel(id, .exec) { channel in
            unsafe Attempt<Void>(
                libssh2_channel_process_startup(channel.pointer, "exec", 4, command.characters, UInt32(command.count))
            )
        }
    }

    /// What the server may send ahead of being read; libssh2's own default.
    private static let window: UInt32 = 2 * 1024 * 1024

    /// libssh2 builds a packet of at most 35,000 bytes (RFC 4253, section 6.1), request and padding included.
    package static let longestCommand = 32_000

    /// Calls libssh2 on a channel that must still be there at every try.
    private func onChannel<Value>(
        _ id: ChannelID,
        _ operation: SSHError.Operation,
        takingTurn: Bool = true,
        evenIfAbandoned: Bool = false,
        _ attempt: (RawChannel) throws -> Attempt<Value>
    ) async throws -> Value {
        guard let channel = channels[id] else { throw closedError(during: operation) }
        return try await call(operation, turn: takingTurn ? channel.turn : nil, evenIfAbandoned: evenIfAbandoned) { _ in
            guard let channel = self.channels[id] else { throw self.closedError(during: operation) }
            return try attempt(channel.raw)
        }
    }

    func nextOutput(of id: ChannelID) async throws -> SSHOutput? {
        guard let channel = channels[id] else { throw closedError(during: .read) }
        return try await onChannel(id, .read, takingTurn: false) { raw in
            if channel.arrived.isEmpty, let code = self.takeIn(raw, channel) { return .failed(code) }
            if !channel.arrived.isEmpty { return .done(channel.arrived.removeFirst()) }
            return unsafe libssh2_channel_eof(raw.pointer) == 1 ? .done(nil) : .again
        }
    }

    /// Takes all that libssh2 has of a channel's output; answers its error number where it has nothing but that.
    ///
    /// Each read opens the SSH window again, whatever is still unread inside libssh2, and lets libssh2 take in all that
    /// waits on the wire. So what is inside has to come out whole before the next bytes go in: a reader that is slower
    /// than the command, or a stream that is read only when the other is silent, would let it grow without end.
    private func takeIn(_ raw: RawChannel, _ channel: RemoteChannel) -> Int32? {
        defer { wire.isHeld = false }
        for stream in [Int32(0), SSH_EXTENDED_DATA_STDERR] {
            var hasMore = true
            while hasMore {
                switch read(stream, of: raw, channel) {
                case .done(let bytes):
                    hasMore = bytes.readableBytes > 0
                    if hasMore { channel.arrived.append(stream == 0 ? .stdout(bytes) : .stderr(bytes)) }
                case .again: hasMore = false
                case .failed(let code): return channel.arrived.isEmpty ? code : nil
                }
                wire.isHeld = true
            }
        }
        return nil
    }

    /// How many bytes have arrived and not been asked for, wherever they wait; a flood does not make it grow.
    package var bytesHeld: Int {
        guard raw != nil else { return 0 }
        return channels.values.reduce(wire.waiting) { sum, channel in
            var inside: UInt = 0
            _ = unsafe libssh2_channel_window_read_ex(channel.raw.pointer, &inside, nil)
            return sum + Int(inside) + channel.arrived.reduce(0) { $0 + $1.bytes.readableBytes }
        }
    }

    private func read(_ stream: Int32, of raw: RawChannel, _ channel: RemoteChannel) -> Attempt<ByteBuffer> {
        var buffer = channel.buffers.next(channel.readSize)
        var answer = 0
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: channel.readSize) { target in
            let start = unsafe target.baseAddress?.assumingMemoryBound(to: CChar.self)
            answer = unsafe libssh2_channel_read_ex(raw.pointer, stream, start, target.count)
            return max(0, answer)
        }
        if answer > 0 { channel.buffers.handedOut(buffer) } else { channel.buffers.giveBack(buffer) }
        if answer >= channel.readSize { channel.readSize = min(channel.readSize * 4, Self.largestRead) }
        return .reading(answer) { _ in buffer }
    }

    /// Large enough that a flood costs few calls, small enough that a thousand sessions fit into memory.
    private static let largestRead = 128 * 1024

    func write(_ bytes: some Collection<UInt8> & Sendable, to id: ChannelID) async throws {
        let data = OwnedBytes(bytes)
        var sent = 0
        while sent < data.count {
            try await writability()
            sent += try await onChannel(id, .write) { channel in
                let answer = unsafe libssh2_channel_write_ex(
                    channel.pointer,
                    0,
                    data.characters.map { unsafe $0 + sent },
                    data.count - sent
                )
                if answer > 0 { return .done(answer) }
                // No window is opened any more for what the server has closed.
                if unsafe libssh2_channel_wait_closed(channel.pointer) == 0 {
                    throw SSHError(.sessionClosed, during: .write, "The command has ended, and takes no more input.")
                }
                return answer == 0 ? .again : .reading(answer) { $0 }
            }
        }
    }

    func sendEOF(to id: ChannelID) async throws {
        guard let channel = channels[id] else { throw closedError(during: .write) }
        // After a write that was given up, too: libssh2 keeps nothing of it that an end of file would meet.
        try await onChannel(id, .write, evenIfAbandoned: true) { raw in
            if channel.hasSentEOF { return .done(()) }
            let sent = unsafe Attempt<Void>(libssh2_channel_send_eof(raw.pointer))
            if case .done = sent { channel.hasSentEOF = true }
            return sent
        }
    }

    /// Waits for the channel's close, after which everything that the server will say about the end has been said.
    func exit(of id: ChannelID) async throws -> SSHExit {
        try await onChannel(id, .read, takingTurn: false) {
            unsafe Attempt<Void>(libssh2_channel_wait_closed($0.pointer))
        }
        guard let session = raw, let channel = channels[id] else { throw closedError(during: .read) }
        var signal: UnsafeMutablePointer<CChar>?
        unsafe libssh2_channel_get_exit_signal(channel.raw.pointer, &signal, nil, nil, nil, nil, nil)
        if let name = unsafe signal {
            defer { unsafe libssh2_free(session.pointer, name) }
            return .signal(unsafe String(cString: name))
        }
        let status = unsafe libssh2_channel_get_exit_status(channel.raw.pointer)
        return status == 0 ? .zeroOrUnreported : .status(status)
    }

    /// Closes a channel; whoever still waits for something of it learns that it is closed.
    ///
    /// A server answers once the command has ended, which may be never, so the answer is waited for in bounded time and
    /// only where it matters: to a server that allows few channels, a channel without an answer is one that is in use.
    func closeChannel(_ id: ChannelID, awaitingAnswer: Bool) async {
        guard let channel = channels.removeValue(forKey: id) else { return }
        channel.arrived = []
        leaving[id] = channel
        hasClosedOne = true
        reap()
        wire.wake()
        guard awaitingAnswer, leaving[id] != nil else { return }
        try? await withDeadline(
            timeouts.close,
            on: clock,
            else: SSHError(.timedOut, during: .close, "The node did not close the channel in time.")
        ) {
            try await self.answerToClose(of: id)
        }
    }

    private func answerToClose(of id: ChannelID) async throws {
        try await call(.close) { _ in
            self.reap()
            return self.leaving[id] == nil ? .done(()) : .again
        }
    }

    /// Says to the server that channels are closed, and frees those for which it has said so too.
    ///
    /// libssh2 may free a channel in the midst of any other call on it, so this takes no turn.
    private func reap() {
        guard raw != nil else { return }
        let before = wire.bytesTaken
        for (id, channel) in leaving where unsafe libssh2_channel_free(channel.raw.pointer) != LIBSSH2_ERROR_EAGAIN {
            leaving[id] = nil
            census.count(channels: -1)
            wire.wake()
        }
        wire.flush()
        if wire.bytesTaken != before { wire.wake() }
    }
}
