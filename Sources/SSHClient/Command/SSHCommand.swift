/// A command that runs on the server, lent by ``SSHSession/withCommand(_:_:)``; dead once that closure returns.
public struct SSHCommand: Sendable {
    let session: SSHSession
    let channel: ChannelID

    /// What the command writes, both streams, until its end.
    ///
    /// Each stream is in order; between the two the order is only roughly that of their arrival.
    ///
    /// Bytes are pulled: what is not asked for stays in the SSH window, and the command is held back.
    public var output: Output { Output(command: self) }

    /// The next piece of output; nil at the end of both streams.
    ///
    /// On cancellation it throws at once; nothing that arrived is lost, and the next call goes on.
    ///
    /// - Throws: ``SSHError`` with `disconnected` or `sessionClosed`.
    public func nextOutput() async throws -> SSHOutput? {
        try await session.nextOutput(of: channel)
    }

    /// Writes to the command's standard input; returns once the bytes are with the connection.
    ///
    /// - Throws: ``SSHError`` with `disconnected` or `sessionClosed`, also when the command has ended.
    public func write(_ bytes: some Collection<UInt8> & Sendable) async throws {
        try await session.write(bytes, to: channel)
    }

    /// Ends the command's standard input.
    ///
    /// Doing it twice is harmless.
    public func sendEOF() async throws {
        try await session.sendEOF(to: channel)
    }

    /// Waits for the command's end, passing over output that nobody read.
    public func exit() async throws -> SSHExit {
        while try await nextOutput() != nil {}
        return try await session.exit(of: channel)
    }

    /// Closes the channel now, whatever the command does; what a server does to the command then is its own affair.
    public func close() async {
        await session.closeChannel(channel, awaitingAnswer: false)
    }

    /// A command's output as a sequence.
    ///
    /// It can be iterated by one task at a time.
    public struct Output: AsyncSequence, Sendable {
        let command: SSHCommand

        /// Starts to iterate, from where the output was read last.
        public func makeAsyncIterator() -> Iterator { Iterator(command: command) }

        /// Pulls the output, piece by piece.
        public struct Iterator: AsyncIteratorProtocol {
            let command: SSHCommand

            /// The next piece of output; nil at the end of both streams.
            ///
            /// - Throws: what ``SSHCommand/nextOutput()`` throws.
            public mutating func next() async throws -> SSHOutput? { try await command.nextOutput() }
        }
    }
}
