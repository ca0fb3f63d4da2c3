/// What known_hosts says of a key that a host presented.
public enum HostKeyVerdict: Hashable, Sendable {
    /// The line holds this very key for the host.
    case trusted(KnownHostsPlace)
    /// No key of the host is known.
    case unknown
    /// Other keys of the host are known, but not this one.
    ///
    /// The known key is one of the same algorithm where there is one. Where all known keys are of other algorithms the
    /// verdict is the same, as in OpenSSH: else whoever stands in between would only have to offer another algorithm.
    case changed(known: KnownHostKey)
    /// The line says that this key must never be accepted for the host; it outweighs every line that trusts the key.
    case revoked(KnownHostsPlace)
}
