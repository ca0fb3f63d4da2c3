/// A key that known_hosts holds, and where.
public struct KnownHostKey: Hashable, Sendable {
    /// The line that holds it.
    public let place: KnownHostsPlace
    package let blob: HostKeyBlob

    package init(place: KnownHostsPlace, blob: HostKeyBlob) {
        self.place = place
        self.blob = blob
    }

    /// The key's type, such as `ssh-ed25519`.
    public var algorithm: String { blob.algorithm }

    /// The key's SHA-256 as ssh-keygen prints it.
    public var fingerprint: String { blob.fingerprint }
}
