import StrictYAML

/// Works out who is in which group, where groups may name groups.
///
/// `all` and patterns in a group look at the nodes of the `nodes` field, so that no group depends on the order of the
/// file.
struct InventoryMembers {
    struct Pending {
        let value: YAMLValue
        let expressions: [String]
    }

    private let nodes: [String]
    private let pending: [String: Pending]
    private var done: [String: [String]] = [:]
    /// The groups being worked out, each one for the sake of the one before it.
    private var path: [String] = []
    /// How many memberships all groups together may still have.
    private var budget = NodeSet.limit

    init(nodes: [String], pending: [String: Pending]) {
        self.nodes = nodes
        self.pending = pending
    }

    /// The members of a group, in order, each once; mistakes are written down at the group's value.
    mutating func of(_ group: String) -> [String] {
        if let members = done[group] { return members }
        guard let own = pending[group] else { return [] }
        if let start = path.firstIndex(of: group) {
            let circle = (path[start...] + [group]).map { "@\($0)" }.joined(separator: " → ")
            own.value.fault("the group contains itself: \(circle)")
            return []
        }
        if budget < 0 { return [] }
        guard path.count < Self.depthLimit else {
            own.value.fault("groups are nested more than \(Self.depthLimit) deep")
            return []
        }
        path.append(group)
        var members: [String] = []
        var seen: Set<String> = []
        for expression in own.expressions {
            for name in evaluate(expression, at: own.value) where seen.insert(name).inserted {
                if let fault = InventoryDecoder.nameFault(name) { own.value.fault(fault) }
                members.append(name)
            }
        }
        path.removeLast()
        budget -= members.count
        if budget < 0 { own.value.fault("the groups together name more than 1,000,000 nodes") }
        done[group] = members
        return members
    }

    private mutating func evaluate(_ expression: String, at value: YAMLValue) -> [String] {
        do {
            let operands = try NodeSetParser.operands(in: expression)
            for operand in operands where operand.isGroup {
                guard let count = operand.count, count <= pending.count else { continue }
                var named: [String] = []
                operand.forEachName { named.append($0) }
                for name in named where pending[name] != nil { done[name] = of(name) }
            }
            // Groups that are yet to come are known by name, so that only a wrong name is an unknown group.
            let known = pending.mapValues { _ in [String]() }.merging(done) { $1 }
            var evaluation = NodeSetEvaluation(
                text: expression,
                known: KnownNames(names: nodes, groups: known, isClosed: false)
            )
            return try evaluation.names(of: operands)
        } catch {
            value.fault(error.description)
            return []
        }
    }

    private static let depthLimit = 32
}
