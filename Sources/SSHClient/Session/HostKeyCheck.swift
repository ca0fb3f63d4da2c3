/// Asks a run's ``HostKeyBook`` about one server, in the words of a session.
struct HostKeyCheck: Sendable {
    let book: HostKeyBook
    let host: String
    let port: Int

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
            throw SSHError(.hostKeyRejected, during: .hostKey, error.message, hostKeyFault: error)
        }
    }
}
