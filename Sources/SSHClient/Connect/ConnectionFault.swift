import Glibc
import NIOCore
import NIOPosix

/// Puts NIO's and the system's errors of a connection into words.
enum ConnectionFault {
    /// The error that a failed connect comes to.
    static func error(for fault: any Error, host: String, port: Int) -> SSHError {
        let place = "\(host) port \(port)"
        if let number = errno(of: fault) {
            if number == ETIMEDOUT {
                return SSHError(.timedOut, during: .connect, "No answer from \(place).")
            }
            if number == ECONNRESET {
                return SSHError(.disconnected, during: .connect, "\(place) reset the connection.")
            }
            return SSHError(.refused, during: .connect, "Cannot connect to \(place): \(words(for: number)).")
        }
        if case ChannelError.connectTimeout = fault {
            return SSHError(.timedOut, during: .connect, "No answer from \(place).")
        }
        return SSHError(.refused, during: .connect, "Cannot connect to \(place): \(fault).")
    }

    /// A few words on any error of a connection.
    static func words(for fault: any Error) -> String {
        if let number = errno(of: fault) { return words(for: number) }
        return "\(fault)"
    }

    private static func errno(of fault: any Error) -> CInt? {
        if let fault = fault as? IOError { return fault.errnoCode }
        if let fault = fault as? NIOConnectionError, let first = fault.connectionErrors.first {
            return errno(of: first.error)
        }
        return nil
    }

    private static func words(for number: CInt) -> String {
        let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
