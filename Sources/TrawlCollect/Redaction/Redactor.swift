/// Takes secrets out of one stream, piece by piece, before anything of it is kept.
///
/// However the stream is cut into pieces, what comes out is the same: what may be the beginning of a secret is held back
/// until it is known (at most some 1,100 bytes), and a secret that has begun is swallowed to its end without being held.
/// In its place stands `[redacted:KIND]`.
package struct Redactor: Sendable {
    private let table: RedactionTable
    private var held: [UInt8] = []
    private var before: UInt8?
    private var secret: SecretEnd?
    /// How many secrets of which kind were taken out so far.
    package private(set) var counts: [String: Int] = [:]

    package init(_ table: RedactionTable) {
        self.table = table
    }

    /// Takes the next piece in, and gives out what of the stream is known to be no secret, in order.
    ///
    /// With `isLast` nothing is held back. The bytes that are given out are lent until `give` returns.
    ///
    /// - Throws: What `give` throws; the stream should be given up then.
    package mutating func take<Failure: Error>(
        _ piece: UnsafeBufferPointer<UInt8>,
        isLast: Bool = false,
        give: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        if held.isEmpty {
            try scan(RedactionWindow(bytes: piece, before: before, isLast: isLast), give)
        } else {
            let joined = held + piece
            held = []
            try joined.withUnsafeBufferPointer { (bytes) throws(Failure) in
                try scan(RedactionWindow(bytes: bytes, before: before, isLast: isLast), give)
            }
        }
    }

    private mutating func scan<Failure: Error>(
        _ window: RedactionWindow,
        _ give: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let bytes = window.bytes
        // What lies before `fresh` was given out, or swallowed.
        var (fresh, place) = (0, 0)
        while true {
            if var end = secret {
                let progress = end.advance(in: window, from: place)
                secret = progress.isOver ? nil : end
                (fresh, place) = (progress.place, progress.place)
                if !progress.isOver { break }
            }
            place = table.candidate(in: bytes, from: place)
            guard place < bytes.count else { break }
            switch look(at: place, in: window) {
            case .nothing: place += 1
            case .undecided:
                try giveOut(bytes, fresh..<place, give)
                return hold(bytes, from: place)
            case .secret(let start, let known, let label, let end):
                try giveOut(bytes, fresh..<start, give)
                try Self.mark(label, give)
                counts[label, default: 0] += 1
                secret = end
                (fresh, place) = (known, known)
            }
        }
        if secret == nil { try giveOut(bytes, fresh..<bytes.count, give) }
        hold(bytes, from: secret == nil ? bytes.count : place)
    }

    private enum Look {
        case nothing
        case undecided
        case secret(from: Int, to: Int, label: String, SecretEnd)
    }

    private func look(at place: Int, in window: RedactionWindow) -> Look {
        guard place + 1 < window.bytes.count else { return window.isLast ? .nothing : .undecided }
        for anchor in table.anchors(window.bytes[place], window.bytes[place + 1]) {
            switch window.look(at: place, for: anchor) {
            case .nothing: continue
            case .undecided: return .undecided
            case .secret(let start, let known, let end):
                return .secret(from: start, to: known, label: anchor.label, end)
            }
        }
        return .nothing
    }

    private mutating func hold(_ bytes: UnsafeBufferPointer<UInt8>, from place: Int) {
        held = Array(bytes[place...])
        if place > 0 { before = bytes[place - 1] }
    }

    private func giveOut<Failure: Error>(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        _ give: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        if !range.isEmpty { try give(UnsafeBufferPointer(rebasing: bytes[range])) }
    }

    private static func mark<Failure: Error>(
        _ label: String,
        _ give: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try Array("[redacted:\(label)]".utf8).withUnsafeBufferPointer { (bytes) throws(Failure) in try give(bytes) }
    }
}
