import NIOCore

/// What a tether said about its step, by marks on standard error.
enum TetherMark: Hashable, Sendable {
    /// The step runs in this process group. `isOwn` tells a group that is the step's alone; without a lease nobody ends
    /// the step when the connection dies silently.
    case started(group: Int32, isOwn: Bool, hasLease: Bool)
    /// The step's shell ended with this status; 128 and more usually is a signal (POSIX.1-2017, XCU 2.8.2).
    ///
    /// `isSeenEmpty` where the tether had been told to end the step, and saw that nothing of it is left.
    case ended(status: Int32, leftovers: Leftovers, isSeenEmpty: Bool)

    /// What the tether had to do to end the step, or what the step left in its group.
    enum Leftovers: Int32, Sendable {
        case none = 0
        case terminated = 1
        case killed = 2
    }
}

/// Takes the tether's marks out of a standard error that comes in pieces, and leaves everything else untouched.
///
/// A mark is one line: the byte 0x1E, the token, a word, numbers. It may be split between pieces at any byte; at most
/// ``longest`` bytes are held back for that.
struct TetherMarks: Sendable {
    static let longest = 128

    private let opening: [UInt8]
    private var held: [UInt8] = []

    init(token: StepToken) {
        opening = [0x1E] + Array(token.text.utf8) + [0x20]
    }

    /// Takes a piece; answers what is the step's own of it, and the marks that it completed.
    mutating func take(_ piece: ByteBuffer) -> (own: ByteBuffer, marks: [TetherMark]) {
        if held.isEmpty, !piece.readableBytesView.contains(0x1E) { return (piece, []) }
        var bytes = held
        bytes.append(contentsOf: piece.readableBytesView)
        held = []
        var own = ByteBuffer()
        var marks: [TetherMark] = []
        var rest = bytes[...]
        while let start = rest.firstIndex(of: 0x1E) {
            own.writeBytes(rest[rest.startIndex..<start])
            rest = rest[start...]
            guard rest.prefix(opening.count).elementsEqual(opening.prefix(rest.count)) else {
                own.writeBytes(rest.prefix(1))
                rest = rest.dropFirst()
                continue
            }
            guard let end = rest.prefix(Self.longest).firstIndex(of: 0x0A) else {
                if rest.count < Self.longest {
                    held = Array(rest)
                    return (own, marks)
                }
                own.writeBytes(rest.prefix(1))
                rest = rest.dropFirst()
                continue
            }
            if let mark = Self.mark(in: rest[(start + opening.count)..<end]) {
                marks.append(mark)
            } else {
                own.writeBytes(rest[start...end])
            }
            rest = rest[(end + 1)...]
        }
        own.writeBytes(rest)
        return (own, marks)
    }

    /// What was held back and turned out to be no mark, once nothing more comes.
    mutating func finish() -> ByteBuffer {
        defer { held = [] }
        return ByteBuffer(bytes: held)
    }

    private static func mark(in line: ArraySlice<UInt8>) -> TetherMark? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        switch (words.first, words.count) {
        case ("start", 4):
            guard let group = Int32(words[1]), group > 1 else { return nil }
            return .started(group: group, isOwn: words[2] == "own", hasLease: words[3] == "lease")
        case ("end", 4):
            guard let status = Int32(words[1]), let leftovers = Int32(words[2]).flatMap(TetherMark.Leftovers.init),
                ["empty", "unseen"].contains(words[3])
            else { return nil }
            return .ended(status: status, leftovers: leftovers, isSeenEmpty: words[3] == "empty")
        default: return nil
        }
    }
}
