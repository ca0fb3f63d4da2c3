import SSHClient
import TrawlDomain

extension NodeFailure {
    /// What an SSH error is to a node of a job.
    init(_ error: SSHError) {
        self.init(
            code: FailureCode(error),
            stage: NodeStage(error.operation),
            message: error.message,
            isRetryable: error.isRetryable
        )
    }
}

extension NodeStage {
    /// The stage that an SSH operation belongs to.
    init(_ operation: SSHError.Operation) {
        self =
            switch operation {
            case .resolve, .connect, .handshake, .hostKey: .connecting
            case .authenticate: .authenticating
            case .openChannel, .exec, .read, .write, .close: .collecting
            }
    }

    /// The stage that a session's stage belongs to.
    init(_ stage: SSHStage) {
        self =
            switch stage {
            case .resolving, .connecting, .handshaking: .connecting
            case .authenticating: .authenticating
            case .ready: .collecting
            }
    }
}

extension FailureCode {
    fileprivate init(_ error: SSHError) {
        self =
            switch error.code {
            case .unresolved: .resolveFailed
            case .refused: .connectRefused
            case .timedOut: Self.timeout(during: error.operation)
            case .disconnected:
                switch error.operation {
                case .handshake: .handshakeFailed
                case .resolve, .connect, .hostKey, .authenticate, .openChannel, .exec, .read, .write, .close:
                    .disconnected
                }
            case .protocolFailure: .handshakeFailed
            case .hostKeyRejected: Self.hostKey(error.hostKeyFault)
            case .authRejected: .authRejected
            case .credentialUnusable: .credentialUnusable
            case .channelRefused, .execRefused: .execRefused
            case .sessionClosed: .disconnected
            }
    }

    private static func timeout(during operation: SSHError.Operation) -> FailureCode {
        switch operation {
        case .resolve: .resolveFailed
        case .connect: .connectTimeout
        case .handshake, .hostKey: .handshakeTimeout
        case .authenticate: .authTimeout
        case .openChannel, .exec: .execRefused
        case .read, .write, .close: .disconnected
        }
    }

    private static func hostKey(_ fault: HostKeyError?) -> FailureCode {
        switch fault?.code {
        case .changed: .hostKeyChanged
        case .revoked: .hostKeyRevoked
        case .unknown, .malformedKey, .unreadableFile, .unwritableFile, nil: .hostKeyUnknown
        }
    }
}
