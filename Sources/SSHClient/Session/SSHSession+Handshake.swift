import CLibSSH2
import NIOCore

extension SSHSession {
    /// The most bytes that may come before the server's identification line (RFC 4253, section 4.2, has no limit).
    private static let bannerLimit: UInt64 = 64 * 1024

    /// Exchanges banners and keys; `algorithms` are host-key algorithms, the preferred first.
    ///
    /// - Throws: ``SSHError`` with `protocolFailure`, `disconnected`.
    func handshake(preferring algorithms: [String]) async throws {
        prefer(SSHLibrary.ciphers, for: [LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC])
        if !algorithms.isEmpty { prefer(algorithms.joined(separator: ","), for: [LIBSSH2_METHOD_HOSTKEY]) }
        do {
            try await exchangeKeys()
        } catch let error as SSHError where error.code == .disconnected && serverIdentification == nil {
            throw goodbye(instead: error)
        }
    }

    /// Asks for algorithms in an order; a list without any name that this libssh2 has is refused, and its own stands.
    private func prefer(_ list: String, for methods: [Int32]) {
        guard let session = raw else { return }
        for method in methods { _ = unsafe libssh2_session_method_pref(session.pointer, method, list) }
    }

    private func exchangeKeys() async throws {
        try await call(.handshake) { [wire] session in
            let answer = unsafe libssh2_session_handshake(session.pointer, SSHLibrary.harmlessDescriptor)
            if answer == LIBSSH2_ERROR_EAGAIN, wire.bytesTaken > Self.bannerLimit,
                serverIdentification == nil
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

    /// What a server meant that hung up before its identification line.
    private func goodbye(instead error: SSHError) -> SSHError {
        guard let line = lastBannerLine, !line.isEmpty else { return error }
        let said = String(line.unicodeScalars.prefix(80).map { (" "..."~").contains($0) ? Character($0) : "?" })
        // OpenSSH's words where MaxStartups or PerSourcePenalties turn a client away; it may be let in later.
        if ["Exceeded MaxStartups", "Not allowed at this time"].contains(where: line.hasPrefix) {
            return SSHError(.disconnected, during: .handshake, "The node turned the connection away: \(said).")
        }
        return SSHError(
            .protocolFailure,
            during: .handshake,
            "What answers there does not speak SSH: it said \"\(said)\" and hung up."
        )
    }

    /// The server's identification line, without its end; nil before it came.
    public var serverIdentification: String? {
        guard let line = lastBannerLine, line.hasPrefix("SSH-") else { return nil }
        return line
    }

    /// The last line that came before packets; a server may say others before its identification.
    private var lastBannerLine: String? {
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
        // The clock is ours; libssh2 only holds back what comes within two seconds by its own, its shortest.
        if let session = raw { unsafe libssh2_keepalive_config(session.pointer, 1, 2) }
        keepaliveTask = Task(executorPreference: executor) { [weak self, clock] in
            var question = Keepalive()
            while (try? await clock.sleep(for: interval)) != nil {
                guard let next = await self?.ask(question) else { return }
                question = next
                if question.missed >= max(1, allowed) {
                    await self?.lose()
                    return
                }
            }
        }
    }

    /// Looks whether the last question was answered, and asks the next; nil when the session is over.
    private func ask(_ last: Keepalive) -> Keepalive? {
        guard let session = raw, wire.end == nil else { return nil }
        var question = last
        // Any byte is an answer; and where it is we who do not read, an answer may be waiting unread.
        if wire.bytesArrived != last.seen || wire.heldRead { question = Keepalive(seen: wire.bytesArrived) }
        if question.isAsked { question.missed += 1 }
        let before = wire.bytesGiven
        var next: Int32 = 0
        unsafe libssh2_keepalive_send(session.pointer, &next)
        wire.flush()
        // libssh2 asks by the wall clock: where that was set back, it may not have asked.
        if wire.bytesGiven != before { question.isAsked = true }
        return question
    }

    private func lose() {
        wire.ended(
            SSHError(.disconnected, during: .read, "The node has not answered for too long; the network may be cut.")
        )
        connection.channel.close(promise: nil)
    }
}

/// Where the asking whether the peer is there stands.
private struct Keepalive {
    /// How many bytes had arrived at the last look.
    var seen: UInt64 = 0
    /// Whether something was asked since.
    var isAsked = false
    /// For how many looks in a row it was not answered.
    var missed = 0
}
