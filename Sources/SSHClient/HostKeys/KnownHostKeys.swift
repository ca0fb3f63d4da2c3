/// What known_hosts holds for one server: the lines that match it, and for another port than 22 those of the bare name.
package struct KnownHostKeys: Sendable {
    /// The lines that match the server's own name, in file order.
    package var own: [KnownHostsEntry]
    /// The lines that match the host without its port, in file order; empty for port 22.
    package let ofBareName: [KnownHostsEntry]

    /// Says what is known of a key.
    ///
    /// As in OpenSSH, a server on another port without lines of its own is trusted when it shows a key of the host's
    /// bare name, but is not held to it: another server may well run there. Stricter than OpenSSH, a key that is
    /// revoked for the bare name is revoked for every port.
    package func verdict(for key: HostKeyBlob) -> HostKeyVerdict {
        for entry in own + ofBareName where entry.marker == .revoked && entry.key.blob == key {
            return .revoked(entry.key.place)
        }
        let known = Self.hostKeys(own)
        if let match = known.first(where: { $0.blob == key }) { return .trusted(match.place) }
        if let other = known.first(where: { $0.algorithm == key.algorithm }) ?? known.first {
            return .changed(known: other)
        }
        let match = Self.hostKeys(ofBareName).first { $0.blob == key }
        return match.map { .trusted($0.place) } ?? .unknown
    }

    /// The signature algorithms of the known keys in file order, for the handshake to ask for; empty where none is known.
    package var algorithms: [String] {
        let known = Self.hostKeys(own)
        var algorithms: [String] = []
        for key in known.isEmpty ? Self.hostKeys(ofBareName) : known {
            algorithms += key.blob.signatureAlgorithms.filter { !algorithms.contains($0) }
        }
        return algorithms
    }

    private static func hostKeys(_ entries: [KnownHostsEntry]) -> [KnownHostKey] {
        entries.filter { $0.marker == nil }.map(\.key)
    }
}
