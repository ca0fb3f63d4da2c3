/// Why a host key was accepted.
public enum HostKeyAcceptance: Hashable, Sendable {
    /// known_hosts holds it.
    case known
    /// It is the first key of the host, and was stored.
    case stored
    /// Host keys are not checked.
    case unchecked
}
