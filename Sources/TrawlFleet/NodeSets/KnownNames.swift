/// The names that a node set can speak of: all nodes in order, and the groups.
package struct KnownNames: Sendable {
    package let names: [String]
    package let groups: [String: [String]]
    /// Whether a name outside of ``names`` is a mistake.
    package let isClosed: Bool
    private let lookup: Set<String>

    package init(names: [String], groups: [String: [String]] = [:], isClosed: Bool) {
        self.names = names
        self.groups = groups
        self.isClosed = isClosed
        lookup = Set(names)
    }

    /// Without an inventory: every name is taken as it is, and there are no groups.
    package static let anything = KnownNames(names: [], isClosed: false)

    package func contains(_ name: String) -> Bool { lookup.contains(name) }
}
