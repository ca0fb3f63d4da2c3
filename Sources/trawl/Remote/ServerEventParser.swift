/// Takes a stream of server-sent events apart (the HTML standard, section 9.2.6), whatever the pieces it comes in.
struct ServerEventParser {
    private var line: [UInt8] = []
    private var wasReturn = false
    private var name = ""
    private var data: [String] = []
    private var lastID: String?

    /// The events that are whole with these bytes.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [ServerEvent] {
        var events: [ServerEvent] = []
        for byte in bytes {
            let endsReturn = wasReturn
            wasReturn = byte == 0x0D
            if byte == 0x0A, endsReturn { continue }
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func endLine() -> ServerEvent? {
        guard !line.isEmpty else { return endEvent() }
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : ""
        if value.hasPrefix(" ") { value = value.dropFirst() }
        switch parts[0] {
        case "event": name = String(value)
        case "data": data.append(String(value))
        case "id": if !value.contains("\0") { lastID = String(value) }
        default: break  // Comments, `retry`, and what is not known.
        }
        return nil
    }

    private mutating func endEvent() -> ServerEvent? {
        defer {
            name = ""
            data = []
        }
        guard !data.isEmpty else { return nil }
        return ServerEvent(name: name, data: data.joined(separator: "\n"), id: lastID)
    }
}
