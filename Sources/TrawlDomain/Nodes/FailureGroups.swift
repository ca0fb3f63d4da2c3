/// Failures gathered into groups as they come, so that a thousand equal ones are one line.
///
/// Two failures belong together when stage and code are equal, and the messages are once the node's own name and
/// address and every number in them are masked.
package struct FailureGroups: Hashable, Sendable {
    private struct Key: Hashable {
        let code: FailureCode
        let stage: NodeStage
        let message: [UInt8]
    }

    private var groups: [FailureGroup] = []
    private var places: [Key: Int] = [:]

    package init() {}

    /// The largest group first; among equals, the one that was met first.
    package var largestFirst: [FailureGroup] {
        groups.enumerated()
            .sorted { ($1.element.nodes.count, $0.offset) < ($0.element.nodes.count, $1.offset) }
            .map(\.element)
    }

    /// Adds one node's failure.
    package mutating func add(_ failure: NodeFailure, of target: NodeTarget) {
        let key = Key(code: failure.code, stage: failure.stage, message: Self.mask(failure.message, of: target))
        if let place = places[key] {
            groups[place].nodes.append(target.name)
        } else {
            places[key] = groups.count
            groups.append(
                FailureGroup(code: failure.code, stage: failure.stage, message: failure.message, nodes: [target.name])
            )
        }
    }

    /// The groups of some failures, the largest first.
    package static func groups(of failures: some Sequence<(NodeTarget, NodeFailure)>) -> [FailureGroup] {
        var gathered = FailureGroups()
        for (target, failure) in failures { gathered.add(failure, of: target) }
        return gathered.largestFirst
    }

    private static func mask(_ message: String, of target: NodeTarget) -> [UInt8] {
        // The longer one first: `web1` must not eat the beginning of `web1.example.com`.
        let words = [Array(target.name.description.utf8), Array(target.address.utf8)]
            .filter { !$0.isEmpty }
            .sorted { $0.count > $1.count }
        let text = Array(message.utf8)
        var masked: [UInt8] = []
        masked.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            let atWordStart = place == 0 || !isWord(text[place - 1])
            if atWordStart, let word = words.first(where: { stands($0, in: text, at: place) }) {
                masked.append(UInt8(ascii: "@"))
                place += word.count
            } else if isDigit(text[place]) {
                masked.append(UInt8(ascii: "#"))
                while place < text.count, isDigit(text[place]) { place += 1 }
            } else {
                masked.append(text[place])
                place += 1
            }
        }
        return masked
    }

    private static func stands(_ word: [UInt8], in text: [UInt8], at place: Int) -> Bool {
        let end = place + word.count
        guard end <= text.count, text[place..<end].elementsEqual(word) else { return false }
        return end == text.count || !isWord(text[end])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Whether a byte can be inside a name; a dot is not, because sentences end with it.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...: true
        default: isDigit(byte)
        }
    }
}
