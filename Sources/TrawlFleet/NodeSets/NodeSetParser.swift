/// Takes a text in ClusterShell's notation apart.
///
/// It differs from ClusterShell's own in what would only surprise: white space inside a name is refused, and brackets
/// around an IPv6 address (`[2001:db8::1]:22`) are a part of the name.
struct NodeSetParser {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var index = 0

    private init(text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    static func operands(in text: String) throws(NodeSetFault) -> [NodeSetOperand] {
        var parser = NodeSetParser(text: text)
        guard parser.scalars.count <= 1 << 20 else {
            throw NodeSetFault(
                code: .tooLarge,
                message: "a node set is longer than 1 MiB",
                text: "",
                offset: 0,
                length: 1
            )
        }
        return try parser.operands()
    }

    private mutating func operands() throws(NodeSetFault) -> [NodeSetOperand] {
        var operands: [NodeSetOperand] = []
        skipBlanks()
        if index == scalars.count { return [] }
        var combining = NodeSetOperand.Operator.union
        while true {
            operands.append(try operand(combining))
            guard index < scalars.count else { return operands }
            // An operand ends at the end of the text or at an operator, so this is one.
            combining = NodeSetOperand.Operator(rawValue: Character(scalars[index])) ?? .union
            index += 1
        }
    }

    private mutating func operand(_ combining: NodeSetOperand.Operator) throws(NodeSetFault) -> NodeSetOperand {
        skipBlanks()
        let start = index
        let isGroup = index < scalars.count && scalars[index] == "@"
        if isGroup { index += 1 }
        var parts: [NodeSetOperand.Part] = []
        var literal = ""
        var previousIsRange = false
        scan: while index < scalars.count {
            let scalar = scalars[index]
            switch scalar {
            case ",", "!", "&", "^": break scan
            case "]": throw fault("this bracket was never opened", at: index)
            case "[":
                let close = try closingBracket()
                let inside = scalars[(index + 1)..<close]
                guard inside.count(where: { $0 == ":" }) >= 2 else {
                    if previousIsRange { throw fault("two pairs of brackets need a text between them", at: index) }
                    if !literal.isEmpty { parts.append(.text(literal)) }
                    literal = ""
                    parts.append(.ranges(try ranges(inside)))
                    if parts.count > Self.partLimit { throw fault("too many brackets in one name", at: index) }
                    previousIsRange = true
                    index = close + 1
                    continue
                }
                literal.unicodeScalars.append(contentsOf: scalars[index...close])
                index = close
            case _ where scalar.properties.isWhitespace:
                let blank = index
                skipBlanks()
                guard index < scalars.count, !Self.operators.contains(scalars[index]) else { break scan }
                throw fault("white space inside a name; separate names by commas", at: blank)
            default: literal.unicodeScalars.append(scalar)
            }
            previousIsRange = false
            index += 1
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        if parts.isEmpty { throw missing(isGroup ? "a group's name" : "a name", combining, at: start) }
        return NodeSetOperand(
            combining: combining,
            isGroup: isGroup,
            parts: parts,
            place: start..<max(index, start + 1)
        )
    }

    private func missing(
        _ what: String,
        _ combining: NodeSetOperand.Operator,
        at start: Int
    ) -> NodeSetFault {
        if start < scalars.count, Self.operators.contains(scalars[start]) {
            return fault("\(what) is missing before \"\(scalars[start])\"", at: start)
        }
        if start < scalars.count { return fault("\(what) is missing", at: start) }
        return fault("\(what) is missing after \"\(combining.rawValue)\"", at: scalars.count - 1)
    }

    private func closingBracket() throws(NodeSetFault) -> Int {
        for place in (index + 1)..<max(index + 1, scalars.count) {
            if scalars[place] == "]" { return place }
            if scalars[place] == "[" { throw fault("brackets inside brackets", at: place) }
        }
        throw fault("this bracket is never closed", at: index)
    }

    private func ranges(_ inside: ArraySlice<Unicode.Scalar>) throws(NodeSetFault) -> [NodeRange] {
        var ranges: [NodeRange] = []
        for piece in inside.split(separator: ",", omittingEmptySubsequences: false) {
            do {
                ranges.append(try NodeRange(String(String.UnicodeScalarView(piece))))
            } catch {
                throw fault(error.reason, at: piece.startIndex, length: max(1, piece.count))
            }
        }
        return ranges
    }

    private mutating func skipBlanks() {
        while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
    }

    private func fault(_ message: String, at offset: Int, length: Int = 1) -> NodeSetFault {
        NodeSetFault(code: .syntax, message: message, text: text, offset: offset, length: length)
    }

    /// Names are expanded by recursion over their parts.
    private static let partLimit = 64
    private static let operators: Set<Unicode.Scalar> = [",", "!", "&", "^"]
}
