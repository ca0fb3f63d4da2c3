package import StrictYAML

/// Which nodes there are, how they are grouped, and how to reach them: trawl's own inventory file.
///
/// ```yaml
/// defaults: {user: ops}
/// groups:
///   web: {nodes: "web[01-40]", identity: ~/.ssh/web}
/// nodes:
///   web01: {address: 10.0.0.1, port: 2222}
/// ```
/// `config/inventory.yaml` explains every field. A node that a group names need not stand under `nodes`. What a node
/// says goes over what its groups say, a later group over an earlier one, and those over the defaults.
package struct Inventory: Sendable {
    /// The groups' nodes first, then the others, in the order of the file.
    package let nodes: [InventoryNode]
    package let groups: [InventoryGroup]
    /// What the file says for every node.
    package let defaults: ConnectionChoices
    /// What a node set may speak of.
    package let known: KnownNames
    private let places: [String: Int]

    /// Reads a file; key and known_hosts paths in it are relative to its folder.
    ///
    /// - Throws: `YAMLFaults` with every mistake in the file.
    package init(file path: String) throws(YAMLFaults) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        try self.init(YAMLDocument(file: path), folder: folder)
    }

    /// Reads a text that is called `name` in messages.
    ///
    /// - Throws: `YAMLFaults` with every mistake in the text.
    package init(text: String, named name: String) throws(YAMLFaults) {
        try self.init(YAMLDocument(text: text, named: name), folder: "")
    }

    private init(_ document: YAMLDocument, folder: String) throws(YAMLFaults) {
        var decoder = InventoryDecoder(folder: folder)
        decoder.decode(document.root)
        try document.check()
        nodes = decoder.nodes()
        groups = decoder.groups.map { InventoryGroup(name: $0.name, nodes: $0.nodes) }
        defaults = decoder.defaults
        known = KnownNames(
            names: nodes.map(\.name),
            groups: Dictionary(groups.map { ($0.name, $0.nodes) }) { first, _ in first },
            isClosed: true
        )
        places = Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    package func node(_ name: String) -> InventoryNode? { places[name].map { nodes[$0] } }
}
