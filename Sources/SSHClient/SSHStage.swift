/// Where a session is on its way.
public enum SSHStage: String, CaseIterable, Sendable {
    case resolving, connecting, handshaking, authenticating, ready
}
