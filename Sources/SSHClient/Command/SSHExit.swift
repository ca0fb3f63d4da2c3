/// How a remote command ended (RFC 4254, section 6.10).
public enum SSHExit: Hashable, Sendable {
    /// It exited with this status, which is not 0.
    case status(Int32)
    /// The server reported status 0, or closed the channel without reporting any: libssh2 does not tell the two apart,
    /// so whoever must know lets the command itself say that it reached its end.
    case zeroOrUnreported
    /// It was ended by a signal, named without "SIG" as the RFC has it.
    case signal(String)
}
