/// Where a secret that has begun ends; kept from one piece of a stream to the next.
enum SecretEnd: Sendable {
    /// Where it is known to reach.
    case known
    /// Before the first byte that is not of a class.
    case run(ByteClass)
    /// Before the first byte of a class.
    case before(ByteClass)
    /// Before the quote that began it, or the line's end.
    case quoted(UInt8, isEscaped: Bool)
    /// Behind the line with END; of a key without one, so many bytes are taken for it.
    case armour(left: Int)

    /// The longest private key that is taken for one.
    static let longestArmour = 64 * 1024
    private static let endMark = Array("-----END ".utf8)

    /// What of a piece belongs to a secret.
    struct Progress {
        /// The first place that does not, or not yet.
        let place: Int
        /// Whether the secret ends there.
        let isOver: Bool
    }

    /// Goes on from a place of the window; what lies behind ``Progress/place`` has to be shown again where it is not over.
    mutating func advance(in window: RedactionWindow, from start: Int) -> Progress {
        let bytes = window.bytes
        switch self {
        case .known: return Progress(place: start, isOver: true)
        case .run(let members): return Self.first(in: bytes, from: start) { !members.contains($0) }
        case .before(let ends): return Self.first(in: bytes, from: start) { ends.contains($0) }
        case .quoted(let quote, let isEscaped): return Self.quoted(quote, isEscaped, in: window, from: start)
        case .armour(let left):
            let progress = Self.armour(in: window, from: start, limit: start + left)
            self = .armour(left: left - (progress.place - start))
            return progress
        }
    }

    private static func first(
        in bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        where isEnd: (UInt8) -> Bool
    ) -> Progress {
        var place = start
        while place < bytes.count {
            if isEnd(bytes[place]) { return Progress(place: place, isOver: true) }
            place += 1
        }
        return Progress(place: place, isOver: false)
    }

    private static func quoted(
        _ quote: UInt8,
        _ isEscaped: Bool,
        in window: RedactionWindow,
        from start: Int
    ) -> Progress {
        let bytes = window.bytes
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if ByteClass.lineEnd.contains(byte) || !isEscaped && byte == quote {
                return Progress(place: place, isOver: true)
            }
            if byte == UInt8(ascii: "\\") {
                // What a backslash means is known with the byte after it.
                if window.isCut(after: place + 2) { return Progress(place: place, isOver: false) }
                if isEscaped, place + 1 < bytes.count, bytes[place + 1] == quote {
                    return Progress(place: place, isOver: true)
                }
                place += 1
            }
            place += 1
        }
        return Progress(place: bytes.count, isOver: false)
    }

    private static func armour(in window: RedactionWindow, from start: Int, limit: Int) -> Progress {
        var place = start
        while place < min(limit, window.bytes.count) {
            switch window.literal(endMark, at: place, ignoringCase: false) {
            case .nothing: place += 1
            case .undecided: return Progress(place: place, isOver: false)
            case .found(let label):
                guard let end = window.armourLine(from: label)?.end else {
                    if window.isCut(after: label + RedactionWindow.longestArmourLabel + 5) {
                        return Progress(place: place, isOver: false)
                    }
                    place += 1
                    continue
                }
                return Progress(place: end, isOver: true)
            }
        }
        return Progress(place: place, isOver: place >= limit)
    }
}
