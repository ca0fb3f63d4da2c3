import Foundation
import StrictYAML

/// Reads an Ansible inventory, with all that stands beside it, and works out what it says of each host.
struct AnsibleInventory {
    private(set) var nodes: [InventoryNode] = []
    private(set) var groups: [InventoryGroup] = []
    private(set) var notes: [InventoryNote] = []
    /// Every file and folder that was looked at.
    private(set) var files: [String] = []
    /// Whether a program printed any of it.
    let isProgram: Bool
    private var draft: AnsibleDraft
    private var variableFiles: AnsibleVariableFiles
    private let path: String
    private var depths: [String: Int] = [:]
    private var groupLayers: [String: [[String: AnsibleValue]]] = [:]

    /// Works out a draft that was read from `path`; group_vars and host_vars are looked for in `folder`.
    ///
    /// - Throws: `YAMLFaults` with every mistake.
    init(_ draft: AnsibleDraft, path: String, folder: String) throws(YAMLFaults) {
        self.draft = draft
        isProgram = draft.isProgram
        self.path = path
        variableFiles = AnsibleVariableFiles(folder: folder)
        if draft.faults.isEmpty { work(in: folder) }
        if !self.draft.faults.isEmpty { throw YAMLFaults(faults: self.draft.faults) }
        files = self.draft.files + variableFiles.files
        notes = self.draft.notes + notes
    }

    private mutating func work(in folder: String) {
        var elsewhere: [String: [String]] = [:]
        var withPassword: [String] = []
        var memberships: [String: [String]] = [:]
        for name in draft.hostOrder {
            guard let host = draft.hosts[name] else { continue }
            if let fault = InventoryDecoder.nameFault(name) {
                draft.fault(host.location, fault)
                continue
            }
            let groups = groups(of: host)
            let connection = AnsibleConnection(scope(of: name, host, in: groups, folder))
            for fault in connection.faults { draft.fault(fault.location, "\(fault.message) (\(name))") }
            for note in connection.notes { if let place = note.location { draft.note(place, note.message) } }
            if let kind = connection.otherKind {
                elsewhere[kind, default: []].append(name)
                continue
            }
            if connection.hasPassword { withPassword.append(name) }
            // The order of the inventory, not that of strength.
            let named = groups.filter { $0 != "all" }
            for group in named { memberships[group, default: []].append(name) }
            nodes.append(
                InventoryNode(
                    name: name,
                    address: connection.address ?? name,
                    groups: named,
                    choices: connection.choices
                )
            )
        }
        collect(memberships)
        tell(elsewhere, withPassword)
    }

    private mutating func collect(_ memberships: [String: [String]]) {
        for name in draft.groupOrder + ["ungrouped"] {
            if NodeNameRules.fault(of: name) != nil {
                notes.append(
                    InventoryNote(message: "the group \(name.debugDescription) has a name that no target can say")
                )
                continue
            }
            if name == "ungrouped", memberships[name] == nil { continue }
            groups.append(InventoryGroup(name: name, nodes: memberships[name] ?? []))
        }
    }

    private mutating func tell(_ elsewhere: [String: [String]], _ withPassword: [String]) {
        for (kind, names) in elsewhere.sorted(by: { $0.key < $1.key }) {
            let message = "left out, because Ansible reaches them by \(kind) and not by SSH: \(NodeSet.fold(names))"
            notes.append(InventoryNote(location: SourceLocation(file: path), message: message))
        }
        if !withPassword.isEmpty {
            let message =
                "passwords are given for \(NodeSet.fold(withPassword)); trawl reads none from files: use keys, an agent, or "
                + "--ask-password"
            notes.append(InventoryNote(location: SourceLocation(file: path), message: message))
        }
    }

    /// A host's groups with those that these are in, the weakest first: by depth, then priority, then name.
    private mutating func groups(of host: AnsibleDraft.Host) -> [String] {
        var all: Set<String> = ["all"]
        var waiting = host.groups
        while let group = waiting.popLast() {
            guard all.insert(group).inserted else { continue }
            waiting += draft.groups[group]?.parents ?? []
        }
        // Whoever is in another group is not ungrouped, whatever was written.
        if all.count == 1 { all.insert("ungrouped") } else if all.count > 2 { all.remove("ungrouped") }
        return all.map { (depth: depth(of: $0), priority: draft.groups[$0]?.priority ?? 1, name: $0) }
            .sorted { ($0.depth, $0.priority, $0.name) < ($1.depth, $1.priority, $1.name) }
            .map(\.name)
    }

    /// The longest way down from `all`.
    private mutating func depth(of group: String) -> Int {
        if group == "all" { return 0 }
        if let depth = depths[group] { return depth }
        var depth = 0
        for parent in draft.groups[group]?.parents ?? [] { depth = max(depth, self.depth(of: parent)) }
        depths[group] = depth + 1
        return depth + 1
    }

    /// The places that speak of a host, in Ansible's order of precedence.
    ///
    /// https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html, "Understanding variable
    /// precedence", 3 to 10, without those of a playbook.
    private mutating func scope(
        of name: String,
        _ host: AnsibleDraft.Host,
        in groups: [String],
        _ folder: String
    ) -> AnsibleScope {
        // Most hosts are in the same few groups.
        let key = groups.joined(separator: "\n")
        let shared: [[String: AnsibleValue]]
        if let known = groupLayers[key] {
            shared = known
        } else {
            var layers = groups.compactMap { draft.groups[$0]?.variables }
            layers += variableFiles.variables(ofGroup: "all", &draft)
            for group in groups where group != "all" { layers += variableFiles.variables(ofGroup: group, &draft) }
            shared = layers.filter { !$0.isEmpty }
            groupLayers[key] = shared
        }
        let own = [host.variables] + variableFiles.variables(ofHost: name, &draft)
        return AnsibleScope(
            layers: shared + own,
            magic: [
                "inventory_hostname": name,
                "inventory_hostname_short": String(name.prefix { $0 != "." }),
                "inventory_dir": folder.hasSuffix("/") && folder.count > 1 ? String(folder.dropLast()) : folder,
                "inventory_file": host.location.file,
            ]
        )
    }
}
