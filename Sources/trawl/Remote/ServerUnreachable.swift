import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// No answer came from a server, or only half of one.
struct ServerUnreachable: Error, Equatable {
    let address: ServerAddress
    /// A few words.
    let reason: String
    /// Whether the server may have done what it was asked: the connection was lost when there was one.
    let mayBeDone: Bool

    init(_ address: ServerAddress, _ reason: String, mayBeDone: Bool = false) {
        self.address = address
        self.reason = reason
        self.mayBeDone = mayBeDone
    }

    /// Makes one of what the network's side says.
    init(_ address: ServerAddress, because error: any Error) {
        self.init(address, Self.reason(error), mayBeDone: Self.wasConnected(error))
    }

    var failure: CommandFailure { CommandFailure("no answer from \(address): \(reason)") }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            guard error.connectionErrors.isEmpty else {
                return error.connectionErrors.first.map { reason($0.error) } ?? "it cannot be reached"
            }
            return "its name cannot be resolved"
        case let error as IOError: return String(cString: strerror(error.errnoCode)).lowercased()
        case let error as ChannelError where Self.isTimeout(error): return "it does not answer"
        case let error as NIOSSLError:
            // The library's own words name its sources, and not what to do.
            return String(describing: error).contains("CERTIFICATE_VERIFY_FAILED")
                ? "nobody who is trusted here vouches for its certificate; TRAWL_CA names a file with its authority's"
                : "TLS could not be agreed on"
        case is NIOSSLExtraError: return "its certificate is another server's"
        case let error as HTTPClientError:
            switch error {
            case .connectTimeout: return "it does not answer"
            case .readTimeout: return "it has been silent for too long"
            case .remoteConnectionClosed: return "the connection was closed"
            default: return error.shortDescription.lowercased()
            }
        default: return String(describing: error)
        }
    }

    private static func wasConnected(_ error: any Error) -> Bool {
        switch error {
        case let error as IOError: [ECONNRESET, EPIPE, ETIMEDOUT].contains(error.errnoCode)
        case let error as HTTPClientError:
            [.remoteConnectionClosed, .readTimeout, .writeTimeout, .deadlineExceeded].contains(error)
        default: false
        }
    }

    private static func isTimeout(_ error: ChannelError) -> Bool {
        if case .connectTimeout = error { return true }
        return false
    }
}
