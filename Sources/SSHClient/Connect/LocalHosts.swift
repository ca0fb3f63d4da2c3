import Foundation
import NIOConcurrencyHelpers
import NIOCore

/// The names that this machine knows by itself: hosts(5), which is asked before name servers on any usual system.
///
/// The file is read again when it has changed.
final class LocalHosts: Sendable {
    private struct Table {
        var changedAt: Date?
        var addresses: [String: [String]] = [:]
    }

    private let path: String
    private let table = NIOLockedValueBox(Table())

    init(path: String) {
        self.path = path
    }

    /// The addresses of a name in the file's order; nil where the file does not have it, or cannot be read.
    func addresses(of host: String, port: Int) -> [SocketAddress]? {
        let changedAt = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        let found = table.withLockedValue { table in
            if table.changedAt != changedAt { table = Table(changedAt: changedAt, addresses: read()) }
            return table.addresses[host.lowercased()]
        }
        let addresses = found?.compactMap { try? SocketAddress(ipAddress: $0, port: port) } ?? []
        return addresses.isEmpty ? nil : addresses
    }

    private func read() -> [String: [String]] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
        var addresses: [String: [String]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let address = words.first else { continue }
            for name in words.dropFirst() { addresses[name.lowercased(), default: []].append(String(address)) }
        }
        return addresses
    }
}
