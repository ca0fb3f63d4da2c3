import Foundation
import NIOConcurrencyHelpers
import TrawlDomain

/// Sessions that were signed out of before they expired: `ended-sessions.json` in the data directory.
///
/// Each is forgotten once it would have expired, so that the file stays as small as a day's sign-outs.
final class EndedSessions: Sendable {
    private let path: String
    /// By their ids in hexadecimal; when they would have expired, in seconds since 1970.
    private let ended: NIOLockedValueBox<[String: Int64]>
    /// Held while the file is written, so that no older list replaces a newer one.
    private let writing = NIOLockedValueBox(())

    /// Reads what an earlier process left; a file that cannot be read counts as empty.
    init(dataDirectory: String) {
        path = "\(dataDirectory)/ended-sessions.json"
        let known = FileManager.default.contents(atPath: path).flatMap {
            try? JSONDecoder().decode([String: Int64].self, from: $0)
        }
        ended = NIOLockedValueBox(known ?? [:])
    }

    func contains(_ ticket: SessionTicket) -> Bool {
        ended.withLockedValue { $0[Self.name(of: ticket)] != nil }
    }

    /// Ends a session for good; waits for the disk.
    ///
    /// - Throws: `StoreError` where the file cannot be written; the session is ended until the next start all the same.
    func end(_ ticket: SessionTicket, at moment: Date) throws(StoreError) {
        let now = Int64(moment.timeIntervalSince1970)
        ended.withLockedValue { ended in
            ended = ended.filter { $0.value > now }
            ended[Self.name(of: ticket)] = Int64(ticket.expiresAt.timeIntervalSince1970)
        }
        let written = writing.withLockedValue { _ in
            Result { () throws(StoreError) in try write(ended.withLockedValue { $0 }) }
        }
        try written.get()
    }

    private func write(_ list: [String: Int64]) throws(StoreError) {
        let text: String
        do {
            text = try DocumentCoding.text(of: list)
        } catch {
            throw StoreError(code: .unusable, message: "The ended sessions cannot be written: \(error)")
        }
        try PrivateFile.write(text + "\n", to: path)
    }

    private static func name(of ticket: SessionTicket) -> String {
        ticket.id.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }
}
