import StrictYAML

/// Works a node set out, from left to right, within a bounded amount of work.
struct NodeSetEvaluation {
    private let text: String
    private let known: KnownNames
    /// Where each name of the result stands in `order`; a name that was taken out is only missing here.
    private var position: [String: Int] = [:]
    private var order: [String] = []
    private var budget = NodeSet.limit
    private var comparisons = 5_000_000

    init(text: String, known: KnownNames) {
        self.text = text
        self.known = known
    }

    mutating func names(of operands: [NodeSetOperand]) throws(NodeSetFault) -> [String] {
        // All are counted before any name is made; what groups and patterns stand for is counted as they are met.
        for operand in operands {
            guard let count = operand.count, count <= budget else { throw tooLarge(operand) }
            budget -= count
        }
        for operand in operands { try combine(operand) }
        return order.indices.filter { position[order[$0]] == $0 }.map { order[$0] }
    }

    private mutating func combine(_ operand: NodeSetOperand) throws(NodeSetFault) {
        let names = try resolve(operand)
        switch operand.combining {
        case .union:
            for name in names { add(name) }
        case .difference:
            for name in names { position[name] = nil }
        case .intersection:
            let common = Set(names.filter { position[$0] != nil })
            position = position.filter { common.contains($0.key) }
        case .symmetricDifference:
            for name in Set(names).count == names.count ? names : Self.unique(names) {
                if position[name] == nil { add(name) } else { position[name] = nil }
            }
        }
    }

    private mutating func add(_ name: String) {
        if position[name] != nil { return }
        position[name] = order.count
        order.append(name)
    }

    private mutating func resolve(_ operand: NodeSetOperand) throws(NodeSetFault) -> [String] {
        var names: [String] = []
        var isPlain = true
        if let count = operand.count { names.reserveCapacity(count) }
        try operand.forEachName { name throws(NodeSetFault) in
            if operand.isGroup {
                names += try spend(members(of: name, operand), operand)
            } else if name == "all" {
                guard known.isClosed || !known.names.isEmpty else {
                    throw fault(.noMatch, "\"all\" needs an inventory or a hosts file that says who that is", operand)
                }
                names += try spend(known.names, operand)
            } else if NamePattern.isPattern(name) {
                names += try spend(matches(of: name, operand), operand)
                isPlain = false
            } else {
                if known.isClosed, !known.contains(name) { throw unknown(name, operand) }
                names.append(name)
            }
        }
        return isPlain ? names : Self.unique(names)
    }

    private func members(of group: String, _ operand: NodeSetOperand) throws(NodeSetFault) -> [String] {
        if group == "*" { return known.names }
        if let members = known.groups[group] { return members }
        let nearest = NearestName.to(group, among: known.groups.keys.sorted())
        let question = nearest.map { "; did you mean \"@\($0)\"?" } ?? ""
        let rest = known.groups.isEmpty ? "; no groups are known here" : question
        throw fault(.unknownGroup, "unknown group \"@\(group)\"\(rest)", operand)
    }

    private mutating func matches(of pattern: String, _ operand: NodeSetOperand) throws(NodeSetFault) -> [String] {
        comparisons -= known.names.count
        if comparisons < 0 { throw tooLarge(operand) }
        let matcher = NamePattern(pattern)
        let found = known.names.filter(matcher.matches)
        if found.isEmpty { throw fault(.noMatch, "nothing matches \"\(pattern)\"", operand) }
        return found
    }

    private mutating func spend(_ names: [String], _ operand: NodeSetOperand) throws(NodeSetFault) -> [String] {
        budget -= names.count
        if budget < 0 { throw tooLarge(operand) }
        return names
    }

    private func unknown(_ name: String, _ operand: NodeSetOperand) -> NodeSetFault {
        var question = NearestName.question(for: name, among: known.names)
        if known.groups[name] != nil { question = "; did you mean the group \"@\(name)\"?" }
        return fault(.unknownNode, "unknown node \"\(name)\"\(question)", operand)
    }

    private func tooLarge(_ operand: NodeSetOperand) -> NodeSetFault {
        fault(.tooLarge, "this stands for more than 1,000,000 nodes", operand)
    }

    private func fault(_ code: NodeSetFault.Code, _ message: String, _ operand: NodeSetOperand) -> NodeSetFault {
        NodeSetFault(
            code: code,
            message: message,
            text: text,
            offset: operand.place.lowerBound,
            length: operand.place.count
        )
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
