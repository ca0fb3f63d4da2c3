import NIOCore

/// A connection that a jump host makes on our behalf: a channel of its session, and the place taken on that.
struct Tunnel: Sendable {
    let session: SSHSession
    let channel: ChannelID
    let host: String
    /// Gives the place on the session back.
    let leave: @Sendable () async -> Void

    /// Sends what is left, closes the channel, and with the last one the session; in bounded time.
    func close(after rest: ByteBuffer = ByteBuffer()) async {
        if rest.readableBytes > 0 {
            let late = SSHError(.timedOut, during: .close, "The jump host \(host) did not take the last bytes in time.")
            try? await withDeadline(session.timeouts.close, on: session.clock, else: late) { [session, channel] in
                try await session.write(rest.readableBytesView, to: channel)
            }
        }
        await session.shielded { [channel] session in await session.closeChannel(channel, awaitingAnswer: false) }
        await leave()
    }
}

extension SSHGateways {
    /// Has the last of the hops connect to a host.
    ///
    /// On cancellation it throws at once.
    ///
    /// - Throws: ``SSHError``; what goes wrong at a jump host names it.
    func tunnel(
        to host: String,
        port: Int,
        through hops: [SSHConfiguration],
        by client: SSHClient,
        within limit: Duration
    ) async throws -> Tunnel {
        let link = try await take(hops, by: client)
        guard case .success(let session)? = link.session.value else {
            await leave(link)
            throw SSHError(.sessionClosed, during: .connect, "The jump host's session is closed.")
        }
        let gate = link.host
        do {
            let channel = try await client.within(
                limit,
                else: SSHError(
                    .timedOut,
                    during: .connect,
                    "No connection from the jump host \(gate) to \(host) port \(port) within \(limit)."
                )
            ) {
                try await session.openTunnel(to: host, port: port)
            }
            return Tunnel(session: session, channel: channel, host: gate, leave: { await self.leave(link) })
        } catch {
            // What a call that was given up half-way leaves behind blocks further ones on the same session.
            if (error as? SSHError)?.code != .channelRefused { lose(link) }
            await leave(link)
            guard let fault = error as? SSHError, fault.code != .timedOut else { throw error }
            guard fault.code == .channelRefused else { throw fault.met(at: gate) }
            throw SSHError(
                .refused,
                during: .connect,
                "The jump host \(gate) does not connect to \(host) port \(port): \(fault.message)",
                libraryCode: fault.libraryCode
            )
        }
    }
}
