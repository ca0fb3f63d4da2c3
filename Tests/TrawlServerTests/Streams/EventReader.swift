import AsyncHTTPClient
import Foundation
import NIOCore
import Testing

/// One event of a stream, read as the HTML standard has it (section 9.2.6).
struct ServerEvent: Sendable {
    var id: String?
    var name = "message"
    var data = ""

    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
    }
}

/// Reads events from pieces of a body, however they are cut.
struct EventReader {
    private var rest = ""
    private var event = ServerEvent()
    private(set) var comments = 0

    /// The events that are whole with this piece.
    mutating func take(_ piece: ByteBuffer) -> [ServerEvent] {
        rest += String(buffer: piece)
        var events: [ServerEvent] = []
        while let end = rest.utf8.firstIndex(of: 0x0A) {
            let line = String(rest[..<end])
            rest = String(rest[rest.utf8.index(after: end)...])
            if line.isEmpty {
                if !event.data.isEmpty { events.append(event) }
                event = ServerEvent()
            } else if line.hasPrefix(":") {
                comments += 1
            } else if line.hasPrefix("id: ") {
                event.id = String(line.dropFirst(4))
            } else if line.hasPrefix("event: ") {
                event.name = String(line.dropFirst(7))
            } else if line.hasPrefix("data: ") {
                event.data += line.dropFirst(6)
            }
        }
        return events
    }
}
