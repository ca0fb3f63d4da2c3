package import StrictYAML

/// Which nodes there are, how they are grouped, and how to reach them.
///
/// Read from trawl's own file, or from an Ansible inventory: INI, YAML, a folder of both, or a program that prints
/// Ansible's JSON, with `group_vars` and `host_vars` beside it. Of Ansible's variables only those are kept that say how
/// a host is reached; no password is ever read out of a file. trawl's own file:
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
    /// What is no mistake, and should be known: hosts that are left out, files that cannot be read.
    package let notes: [InventoryNote]
    /// The file or folder, and every other that was looked at; when one of them changes, this is out of date.
    package let files: [String]
    /// Whether a program printed it, so that no file tells when it is out of date.
    package let isProgram: Bool
    private let places: [String: Int]

    /// Reads a file, a folder, or what a program prints.
    ///
    /// Key and known_hosts paths in trawl's own file are relative to its folder. A program is given a minute.
    ///
    /// - Throws: `YAMLFaults` with every mistake, and where a program fails.
    package init(file path: String) throws(YAMLFaults) {
        switch try InventorySource(path: path).read() {
        case .own(let document):
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            try self.init(document, folder: folder, files: [path])
        case .ansible(let inventory):
            self.init(
                nodes: inventory.nodes,
                groups: inventory.groups,
                everybody: "all",
                defaults: ConnectionChoices(),
                notes: inventory.notes,
                files: [path] + inventory.files,
                isProgram: inventory.isProgram
            )
        }
    }

    /// Reads a text that is called `name` in messages.
    ///
    /// - Throws: `YAMLFaults` with every mistake in the text.
    package init(text: String, named name: String) throws(YAMLFaults) {
        try self.init(YAMLDocument(text: text, named: name), folder: "", files: [])
    }

    private init(_ document: YAMLDocument, folder: String, files: [String]) throws(YAMLFaults) {
        var decoder = InventoryDecoder(folder: folder)
        decoder.decode(document.root)
        try document.check()
        self.init(
            nodes: decoder.nodes(),
            groups: decoder.groups.map { InventoryGroup(name: $0.name, nodes: $0.nodes) },
            everybody: nil,
            defaults: decoder.defaults,
            notes: [],
            files: files
        )
    }

    /// Puts it together; `everybody` is what the group of all nodes is called, nil where there is none by default.
    private init(
        nodes: [InventoryNode],
        groups: [InventoryGroup],
        everybody: String?,
        defaults: ConnectionChoices,
        notes: [InventoryNote],
        files: [String],
        isProgram: Bool = false
    ) {
        self.nodes = nodes
        self.groups = groups
        self.defaults = defaults
        self.notes = notes
        self.files = files
        self.isProgram = isProgram
        let names = nodes.map(\.name)
        var members = Dictionary(groups.map { ($0.name, $0.nodes) }) { first, _ in first }
        if let everybody { members[everybody] = names }
        known = KnownNames(names: names, groups: members, isClosed: true)
        places = Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    package func node(_ name: String) -> InventoryNode? { places[name].map { nodes[$0] } }
}
