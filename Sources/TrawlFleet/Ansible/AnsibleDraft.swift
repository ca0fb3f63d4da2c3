import StrictYAML

/// An Ansible inventory as it grows while its files are read: groups, hosts, and what is said of them.
///
/// Nothing but names and variables, the values of passwords left out.
struct AnsibleDraft {
    struct Group {
        var hosts: [String] = []
        var children: [String] = []
        var parents: [String] = []
        var variables: [String: AnsibleValue] = [:]
        /// `ansible_group_priority`: of groups equally deep, the higher is the stronger.
        var priority = 1
    }

    struct Host {
        var groups: [String] = []
        var variables: [String: AnsibleValue] = [:]
        let location: SourceLocation
    }

    private(set) var groups: [String: Group] = ["all": Group(), "ungrouped": Group()]
    private(set) var groupOrder: [String] = []
    private(set) var hosts: [String: Host] = [:]
    private(set) var hostOrder: [String] = []
    /// The files that it was read from, where it is a folder's.
    var files: [String] = []
    /// Whether a program printed any of it.
    var isProgram = false
    private(set) var faults: [YAMLFault] = []
    private(set) var notes: [InventoryNote] = []
    /// Every membership costs one.
    private var budget = NodeSet.limit

    mutating func add(group: String) {
        guard groups[group] == nil else { return }
        groups[group] = Group()
        groupOrder.append(group)
    }

    /// Adds hosts to a group; the port is of those that are new.
    mutating func add(hosts names: [String], to group: String, port: Int?, at location: SourceLocation) {
        budget -= names.count
        guard budget >= 0 else {
            if budget + names.count >= 0 { fault(location, "the groups together name more than 1,000,000 nodes") }
            return
        }
        add(group: group)
        var members = Set(groups[group]?.hosts ?? [])
        for name in names {
            if hosts[name] == nil {
                hosts[name] = Host(location: location)
                hostOrder.append(name)
                if let port { set("ansible_port", AnsibleValue(.text("\(port)"), at: location), ofHost: name) }
            }
            if members.insert(name).inserted {
                groups[group]?.hosts.append(name)
                hosts[name]?.groups.append(group)
            }
        }
    }

    mutating func add(child: String, to parent: String, at location: SourceLocation) {
        add(group: parent)
        add(group: child)
        if groups[parent]?.children.contains(child) == true { return }
        if child == parent || isAncestor(child, of: parent) {
            return fault(location, "the group \(child.debugDescription) contains itself")
        }
        groups[parent]?.children.append(child)
        groups[child]?.parents.append(parent)
    }

    mutating func set(_ name: String, _ value: AnsibleValue, ofHost host: String) {
        hosts[host]?.variables[name] = Self.kept(name, value)
    }

    mutating func set(_ name: String, _ value: AnsibleValue, ofGroup group: String) {
        add(group: group)
        guard name == "ansible_group_priority" else {
            groups[group]?.variables[name] = Self.kept(name, value)
            return
        }
        guard case .text(let text) = value.content, let priority = Int(text) else {
            return fault(value.location, "ansible_group_priority is a whole number")
        }
        groups[group]?.priority = priority
    }

    mutating func fault(_ location: SourceLocation, _ message: String) {
        if faults.count < 100 { faults.append(YAMLFault(location: location, message: message)) }
    }

    mutating func take(_ others: YAMLFaults) {
        faults += others.faults.prefix(max(0, 100 - faults.count))
    }

    mutating func note(_ location: SourceLocation, _ message: String) {
        let note = InventoryNote(location: location, message: message)
        if notes.count < 100, !notes.contains(note) { notes.append(note) }
    }

    /// A value without what must not be kept.
    static func kept(_ name: String, _ value: AnsibleValue) -> AnsibleValue {
        guard AnsibleValue.isSecret(name) else { return value }
        return AnsibleValue(.secret, at: value.location)
    }

    private func isAncestor(_ group: String, of other: String) -> Bool {
        var seen: Set<String> = []
        var waiting = [other]
        while let next = waiting.popLast() {
            for parent in groups[next]?.parents ?? [] where seen.insert(parent).inserted {
                if parent == group { return true }
                waiting.append(parent)
            }
        }
        return false
    }
}
