import CLibSSH2

/// What libssh2's error numbers mean to us.
enum LibraryFault {
    /// Whether the number only says that the connection is gone.
    static func isConnectionLoss(_ code: Int32) -> Bool {
        switch code {
        case LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_SEND,
            LIBSSH2_ERROR_BANNER_RECV, LIBSSH2_ERROR_BANNER_SEND, LIBSSH2_ERROR_KEX_FAILURE,
            LIBSSH2_ERROR_CHANNEL_CLOSED, LIBSSH2_ERROR_TIMEOUT:
            true
        default: false
        }
    }

    static func code(for code: Int32, during operation: SSHError.Operation) -> SSHError.Code {
        switch code {
        case LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_SEND,
            LIBSSH2_ERROR_CHANNEL_CLOSED:
            .disconnected
        case LIBSSH2_ERROR_TIMEOUT, LIBSSH2_ERROR_SOCKET_TIMEOUT: .timedOut
        case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED, LIBSSH2_ERROR_PASSWORD_EXPIRED:
            .authRejected
        case LIBSSH2_ERROR_CHANNEL_FAILURE: operation == .openChannel ? .channelRefused : .execRefused
        case LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED: .execRefused
        default: .protocolFailure
        }
    }

    static func sentence(for code: Int32, during operation: SSHError.Operation, detail: String) -> String {
        let reason = detail.isEmpty ? "libssh2 error \(code)" : "\(detail) (libssh2 \(code))"
        return switch operation {
        case .handshake where code == LIBSSH2_ERROR_BANNER_RECV || code == LIBSSH2_ERROR_BANNER_NONE:
            "What answers there does not speak SSH: \(reason)."
        case .handshake where code == LIBSSH2_ERROR_KEX_FAILURE || code == LIBSSH2_ERROR_METHOD_NONE:
            "No agreement on algorithms with the node: \(reason)."
        case .handshake: "The SSH handshake failed: \(reason)."
        case .authenticate: "Signing in failed: \(reason)."
        case .openChannel: "The node would not open a channel: \(reason)."
        case .exec: "The node would not run the command: \(reason)."
        case .resolve, .connect, .hostKey, .read, .write, .close: "The SSH session failed: \(reason)."
        }
    }
}
