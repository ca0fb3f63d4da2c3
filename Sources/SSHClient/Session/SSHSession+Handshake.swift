import CLibSSH2
import NIOCore

extension SSHSession {
    /// The most bytes that may come before the server's identification line (RFC 4253, section 4.2, has no limit).
    private static let bannerLimit: UInt64 = 64 * 1024

    /// Exchanges banners and keys; `algorithms` are host-key algorithms, the preferred first.
    ///
    /// - Throws: ``SSHError`` with `protocolFailure`, `disconnected`.
    func handshake(preferring algorithms: [String]) async throws {
        if !algorithms.isEmpty {
            try await call(.handshake) { session in
                // A list without any name that this libssh2 has is refused; its own order then stands.
                _ = unsafe libssh2_session_method_pref(
                    session.pointer,
                    LIBSSH2_METHOD_HOSTKEY,
                    algorithms.joined(separator: ",")
                )
                return Attempt<Void>.done(())
            }
        }
        try await call(.handshake) { [wire] session in
            let answer = unsafe libssh2_session_handshake(session.pointer, SSHLibrary.harmlessDescriptor)
            if answer == LIBSSH2_ERROR_EAGAIN, wire.bytesTaken > Self.bannerLimit,
                unsafe libssh2_session_banner_get(session.pointer) == nil
            {
                throw SSHError(
                    .protocolFailure,
                    during: .handshake,
                    "What answers there does not speak SSH: no identification line in its first 64 KiB."
                )
            }
            return Attempt<Void>(answer)
        }
    }

    /// The server's identification line, without its end; nil before it came.
    public var serverIdentification: String? {
        guard let session = raw, let banner = unsafe libssh2_session_banner_get(session.pointer) else { return nil }
        return unsafe String(cString: banner)
    }

    /// The server's public key as the handshake proved it (RFC 4253, section 6.6).
    func hostKey() throws -> [UInt8] {
        var length = 0
        var type: Int32 = 0
        guard let session = raw, let key = unsafe libssh2_session_hostkey(session.pointer, &length, &type), length > 0
        else {
            throw SSHError(.protocolFailure, during: .hostKey, "The node showed no host key.")
        }
        return unsafe key.withMemoryRebound(to: UInt8.self, capacity: length) {
            unsafe Array(UnsafeBufferPointer(start: $0, count: length))
        }
    }

    /// Asks the peer now and then whether it is there, and ends the session when it does not answer.
    ///
    /// The questions are `keepalive@openssh.com`-like global requests (RFC 4254, section 4), which any server answers.
    func startKeepalive(every interval: Duration, missing allowed: Int) {
        let seconds = UInt32(clamping: max(2, interval.components.seconds))
        if let session = raw { unsafe libssh2_keepalive_config(session.pointer, 1, seconds) }
        keepaliveTask = Task { [weak self, clock] in
            var missed = 0
            var seen: UInt64 = 0
            while (try? await clock.sleep(for: interval)) != nil {
                guard let arrived = await self?.askWhetherThere() else { return }
                missed = arrived == seen ? missed + 1 : 0
                seen = arrived
                if missed > allowed {
                    await self?.lose()
                    return
                }
            }
        }
    }

    /// Sends one question; answers how many bytes have arrived so far, or nil when the session is over.
    private func askWhetherThere() -> UInt64? {
        guard let session = raw, wire.end == nil else { return nil }
        var next: Int32 = 0
        unsafe libssh2_keepalive_send(session.pointer, &next)
        wire.flush()
        return wire.bytesArrived
    }

    private func lose() {
        wire.ended(
            SSHError(.disconnected, during: .read, "The node has not answered for too long; the network may be cut.")
        )
        connection.channel.close(promise: nil)
    }
}
