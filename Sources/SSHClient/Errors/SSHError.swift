/// What went wrong between us and an SSH server.
///
/// A remote command's exit status is never an error; see ``SSHExit``.
public struct SSHError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Code: String, CaseIterable, Sendable {
        /// The name has no address.
        case unresolved
        /// Nobody listens there, or there is no way to it.
        case refused
        /// An allowed time ran out; ``SSHError/operation`` says which.
        case timedOut
        /// The peer ended the connection, or the connection broke.
        case disconnected
        /// The peer does not speak SSH as we do: no banner, no common algorithm, a packet that makes no sense.
        case protocolFailure
        /// The server's key may not be trusted.
        case hostKeyRejected
        /// The server accepted none of the credentials.
        case authRejected
        /// A credential of ours could not be used: no agent, a key that does not sign.
        case credentialUnusable
        /// The server would not open a channel.
        case channelRefused
        /// The server would not run the command.
        case execRefused
        /// The session or the command's channel is closed, or a call on it was abandoned half-way.
        case sessionClosed
    }

    /// During what it happened.
    public enum Operation: String, CaseIterable, Sendable {
        case resolve, connect, handshake, hostKey, authenticate, openChannel, exec, read, write, close
    }

    /// What kind of fault it is.
    public let code: Code
    /// During what it happened.
    public let operation: Operation
    /// libssh2's own number (libssh2.h, `LIBSSH2_ERROR_*`), or 0 where it was not libssh2 that said so.
    public let libraryCode: Int32
    /// One sentence for a person.
    public let message: String
    /// For ``Code/hostKeyRejected``: what exactly is wrong with the key; nil otherwise.
    public let hostKeyFault: HostKeyError?

    init(
        _ code: Code,
        during operation: Operation,
        _ message: String,
        libraryCode: Int32 = 0,
        hostKeyFault: HostKeyError? = nil
    ) {
        self.code = code
        self.operation = operation
        self.libraryCode = libraryCode
        self.message = message
        self.hostKeyFault = hostKeyFault
    }

    /// The same as ``message``.
    public var description: String { message }

    /// The same fault, as another operation met it.
    func met(during operation: Operation, libraryCode: Int32 = 0) -> SSHError {
        SSHError(code, during: operation, message, libraryCode: libraryCode, hostKeyFault: hostKeyFault)
    }

    /// Whether the same attempt could succeed later without anyone changing anything.
    public var isRetryable: Bool {
        switch code {
        case .unresolved, .refused, .timedOut, .disconnected, .channelRefused: true
        case .protocolFailure, .hostKeyRejected, .authRejected, .credentialUnusable, .execRefused, .sessionClosed: false
        }
    }
}
