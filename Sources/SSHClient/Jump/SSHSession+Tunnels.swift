import CLibSSH2
import NIOCore

extension SSHSession {
    /// Has the server connect to a host on our behalf (`direct-tcpip`, RFC 4254, section 7.2).
    ///
    /// The channel is closed by ``closeChannel(_:awaitingAnswer:)``. On cancellation it throws at once, and the session
    /// opens no further channel.
    ///
    /// - Throws: ``SSHError`` with `channelRefused` where the server does not connect, `disconnected`, `sessionClosed`.
    func openTunnel(to host: String, port: Int) async throws -> ChannelID {
        let channel = try await call(.openChannel, turn: openTurn) { session -> Attempt<RawChannel> in
            // Where it came from is for the server's log alone.
            let opened = unsafe libssh2_channel_direct_tcpip_ex(session.pointer, host, Int32(port), "127.0.0.1", 22)
            if let opened = unsafe opened { return .done(unsafe RawChannel(opened)) }
            let number = unsafe libssh2_session_last_errno(session.pointer)
            return number == LIBSSH2_ERROR_EAGAIN ? .again : .failed(number)
        }
        lastChannel += 1
        let id = ChannelID(number: lastChannel)
        channels[id] = RemoteChannel(channel, allocator: connection.channel.allocator)
        census.count(channels: 1)
        return id
    }
}
