import Foundation
import Testing
import TrawlTestKit

/// A connection to a port of this machine, with nothing in between that would read, retry or hang up by itself.
final class RawConnection: Sendable {
    private let descriptor: CInt

    /// Connects; `receiveBuffer` is as many bytes as the kernel is asked to take before they are read.
    init(to port: Int, receiveBuffer: CInt? = nil) throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        self.descriptor = descriptor
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
    }

    deinit { close(descriptor) }

    /// Sends a text; what the other end has closed takes nothing more, and that is no error here.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }

    /// Takes what there is; nil once the other end has closed the connection.
    func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
        if count > 0 { return String(decoding: buffer[..<count], as: UTF8.self) }
        return count < 0 && errno == EAGAIN ? "" : nil
    }

    /// Reads to the end of the connection.
    func rest(within limit: Duration = .seconds(10)) async throws -> String {
        var text = ""
        try await eventually("the connection's end", within: limit) {
            while let piece = receive() {
                if piece.isEmpty { return false }
                text += piece
            }
            return true
        }
        return text
    }
}
