/// What a known_hosts line says of its key beyond the hosts that it belongs to.
package enum KnownHostsMarker: String, CaseIterable, Sendable {
    /// The key signs the certificates of hosts; it is no host's own key.
    case certificateAuthority = "@cert-authority"
    /// The key must never be accepted.
    case revoked = "@revoked"
}
