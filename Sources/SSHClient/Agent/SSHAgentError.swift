/// Why an agent did not do what it was asked to.
public struct SSHAgentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, CaseIterable, Sendable {
        /// Nobody answers at the socket.
        case unavailable
        /// The agent said no: it is locked, has not got the key, or its user declined.
        case refused
        /// The agent cannot make the signature that was asked for.
        case unsupported
        /// The agent closed the connection, or answered what the protocol does not have.
        case misbehaved
        /// The task was cancelled.
        case cancelled
    }

    /// What went wrong, for programs.
    public let code: Code
    /// The agent's socket.
    public let path: String
    /// One sentence for a person that names the socket and, where there is one, the fix.
    public let message: String

    init(code: Code, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}
