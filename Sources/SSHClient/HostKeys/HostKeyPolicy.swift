/// What is done about the key with which a server proves who it is.
///
/// A key that known_hosts marks as revoked is refused under every policy.
public enum HostKeyPolicy: String, CaseIterable, Hashable, Sendable {
    /// Only keys that known_hosts holds for the host are accepted. The default.
    case strict
    /// The key of a host without any known key is accepted and stored; another key than the known one is refused.
    case acceptNew = "accept-new"
    /// Every key is accepted, so that anybody on the way can pose as the host.
    case off
}
