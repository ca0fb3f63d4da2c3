import StrictYAML

/// Reads an Ansible inventory in its YAML form into a draft.
///
/// https://docs.ansible.com/ansible/latest/collections/ansible/builtin/yaml_inventory.html
struct AnsibleYAMLReader {
    /// Whether a document looks like one: some field of it holds hosts, children or variables, and nothing else.
    static func isInventory(_ root: YAMLValue) -> Bool {
        guard let groups = root.fields else { return false }
        return groups.contains { group in
            if group.key == "all" || group.key == "plugin" { return true }
            guard let sections = group.value.fields, !sections.isEmpty else { return false }
            return sections.allSatisfy { sectionNames.contains($0.key) }
        }
    }

    func read(_ root: YAMLValue, into draft: inout AnsibleDraft) {
        guard let groups = root.fields else {
            return draft.fault(root.location, "an inventory is a mapping of groups")
        }
        if let plugin = groups.first(where: { $0.key == "plugin" }) {
            let message =
                "this sets up an inventory plugin of Ansible; give trawl a program that runs ansible-inventory --list"
            return draft.fault(plugin.location, message)
        }
        for group in groups { read(group: group, depth: 0, into: &draft) }
    }

    private func read(group entry: YAMLEntry, depth: Int, into draft: inout AnsibleDraft) {
        guard entry.value.isNull || entry.value.isMapping else {
            return draft.note(entry.location, "\(entry.key.debugDescription) is no group, and is passed over")
        }
        draft.add(group: entry.key)
        for section in entry.value.fields ?? [] {
            switch section.key {
            case "vars":
                for variable in fields(of: section, &draft) {
                    guard let value = AnsibleValue(variable.value) else { continue }
                    draft.set(variable.key, value, ofGroup: entry.key)
                }
            case "children":
                for child in fields(of: section, &draft) {
                    // Groups that contain themselves end at the first repetition; this ends what is only written deep.
                    guard depth < 32 else { return draft.fault(child.location, "groups are nested more than 32 deep") }
                    read(group: child, depth: depth + 1, into: &draft)
                    draft.add(child: child.key, to: entry.key, at: child.location)
                }
            case "hosts":
                for host in fields(of: section, &draft) { read(host: host, of: entry.key, into: &draft) }
            default:
                let question = NearestName.question(for: section.key, among: Self.sectionNames)
                draft.note(
                    section.location,
                    "a group has hosts, children and vars; \(section.key.debugDescription) is passed over\(question)"
                )
            }
        }
    }

    private func read(host entry: YAMLEntry, of group: String, into draft: inout AnsibleDraft) {
        let names: [String]
        let port: Int?
        do {
            (names, port) = try AnsibleHostPattern.hosts(entry.key, limit: NodeSet.limit)
        } catch {
            return draft.fault(entry.location, error.reason)
        }
        draft.add(hosts: names, to: group, port: port, at: entry.location)
        guard entry.value.isNull || entry.value.isMapping else {
            return draft.fault(entry.value.location, "a host's variables are a mapping")
        }
        for variable in entry.value.fields ?? [] {
            guard let value = AnsibleValue(variable.value) else { continue }
            for name in names { draft.set(variable.key, value, ofHost: name) }
        }
    }

    /// The fields of a section; a text stands for a field without a value.
    private func fields(of section: YAMLEntry, _ draft: inout AnsibleDraft) -> [YAMLEntry] {
        if let fields = section.value.fields { return fields }
        if section.value.isNull { return [] }
        if let text = section.value.text, section.key != "vars" {
            return [YAMLEntry(key: text, emptyAt: section.value)]
        }
        let example = section.key == "hosts" ? "write web01: with a colon, not - web01" : "write a mapping"
        draft.fault(section.value.location, "\(section.key) is a mapping in Ansible's YAML; \(example)")
        return []
    }

    private static let sectionNames = ["hosts", "children", "vars"]
}
