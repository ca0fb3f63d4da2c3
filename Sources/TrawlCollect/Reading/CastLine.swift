/// Reads one event's line of an asciicast, byte by byte: a search goes through gigabytes of them.
///
/// It takes what ``TranscriptReader`` takes, without a string or a decoder for each line.
struct CastLine {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    private init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Reads a line, without its line feed, and appends what the event says; nil, with nothing appended, where it is no
    /// event or of a kind that is not known here.
    static func read(_ line: UnsafeRawBufferPointer, appendingTo text: inout [UInt8]) -> TranscriptEvent.Kind? {
        var reader = CastLine(line)
        let before = text.count
        guard let kind = reader.event(&text) else {
            text.removeSubrange(before...)
            return nil
        }
        return kind
    }

    private mutating func event(_ text: inout [UInt8]) -> TranscriptEvent.Kind? {
        guard take("["), skipNumber(), take(","), take("\""), place + 1 < bytes.count else { return nil }
        let kind: TranscriptEvent.Kind
        switch bytes[place] {
        case UInt8(ascii: "o"): kind = .output
        case UInt8(ascii: "i"): kind = .input
        case UInt8(ascii: "m"): kind = .marker
        default: return nil
        }
        place += 1
        guard bytes[place] == UInt8(ascii: "\"") else { return nil }
        place += 1
        guard take(","), take("\""), string(&text), take("]") else { return nil }
        skipBlanks()
        return place == bytes.count ? kind : nil
    }

    private mutating func skipBlanks() {
        while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 || bytes[place] == 0x0D { place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// The time, which a text does not show.
    private mutating func skipNumber() -> Bool {
        skipBlanks()
        let start = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                place += 1
            default: return place > start
            }
        }
        return false
    }

    /// The rest of a string behind its first quote, to behind its last one.
    private mutating func string(_ text: inout [UInt8]) -> Bool {
        var start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                text.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<place]))
                place += 1
                return true
            }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<place]))
                place += 1
                guard escape(&text) else { return false }
                start = place
            } else {
                place += 1
            }
        }
        return false
    }

    private mutating func escape(_ text: inout [UInt8]) -> Bool {
        guard place < bytes.count else { return false }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"): return scalar(&text)
        default: return false
        }
        return true
    }

    private mutating func scalar(_ text: inout [UInt8]) -> Bool {
        guard var value = unit() else { return false }
        if (0xD800..<0xDC00).contains(value) {
            // The second half of a pair follows at once, or it is no text.
            guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u")
            else {
                return false
            }
            place += 2
            guard let low = unit(), (0xDC00..<0xE000).contains(low) else { return false }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { return false }
        text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        return true
    }

    /// Four hexadecimal digits.
    private mutating func unit() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        place += 4
        return value
    }
}
