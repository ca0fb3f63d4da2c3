import Foundation
import Glibc

/// Sockets of this process, told from those of other tests by where they lead.
package enum OwnSockets {
    /// How many are connecting or connected to a port of this machine.
    package static func count(to port: Int) -> Int {
        let mine = Set(LeakCensus().descriptors.values)
        return table().split(separator: "\n").dropFirst().count { line in
            // proc(5): number, local and remote address, seven more, inode.
            let words = line.split(separator: " ")
            guard words.count > 9, words[2].hasSuffix(":" + hex(port)) else { return false }
            return mine.contains("socket:[\(words[9])]")
        }
    }

    /// The whole table: a read of it comes back short long before its end.
    private static func table() -> String {
        let descriptor = open("/proc/net/tcp", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ port: Int) -> String {
        let digits = String(port, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
