/// Asks a run's ``HostKeyBook`` about one server, in the words of a session.
struct HostKeyCheck: Sendable {
    let book: HostKeyBook
    let host: String
    let port: Int

    init(_ configuration: SSHConfiguration) {
        book = configuration.hostKeys
        host = configuration.hostKeyName ?? configuration.host
        // A name of its own stands in known_hosts as it is; only other ports are written with theirs.
        port = configuration.hostKeyName == nil ? configuration.port : 22
    }

    /// The host-key algorithms to ask for; empty leaves the order of libssh2.
    ///
    /// Those that known_hosts holds for the host come first, and of all of them only
    /// those that this libssh2 has.
    func preferredAlgorithms() async -> [String] {
        let known = await book.algorithms(host: host, port: port).filter(SSHLibrary.hostKeyAlgorithms.contains)
        return known.isEmpty ? [] : known + SSHLibrary.hostKeyAlgorithms.filter { !known.contains($0) }
    }

    /// - Throws: ``SSHError`` with `hostKeyRejected` where the key may not be trusted.
    func check(_ key: [UInt8]) async throws {
        do {
            _ = try await book.check(host: host, port: port, key: key)
        } catch {
            let rest = error.code == .changed ? await hintAtOldLibrary() : ""
            throw SSHError(.hostKeyRejected, during: .hostKey, error.message + rest, hostKeyFault: error)
        }
    }

    /// A sentence for where another key was shown only because libssh2 cannot ask for the known one: up to 1.10 it
    /// checks RSA keys by SHA-1 alone, which servers no longer use.
    private func hintAtOldLibrary() async -> String {
        let known = await book.algorithms(host: host, port: port)
        guard !known.isEmpty, known.allSatisfy({ $0.hasSuffix("rsa") || $0.hasPrefix("rsa-") }),
            !SSHLibrary.hostKeyAlgorithms.contains(where: { $0.hasPrefix("rsa-sha2-") })
        else { return "" }
        return ". But known_hosts holds only an RSA key for it, and libssh2 \(SSHLibrary.runtimeVersion) cannot check "
            + "RSA keys by SHA-2, so the node was asked for another: add its ed25519 or ECDSA key to known_hosts"
    }
}
