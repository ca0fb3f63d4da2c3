import StrictYAML

/// Reads an inventory's fields, and writes down what is wrong with them.
struct InventoryDecoder {
    struct Group {
        let name: String
        let nodes: [String]
        let choices: ConnectionChoices
    }

    private struct Details {
        let address: String?
        let choices: ConnectionChoices
        let line: Int
    }

    /// What relative paths are relative to; empty, or ends with a slash.
    let folder: String
    private(set) var defaults = ConnectionChoices()
    private(set) var groups: [Group] = []
    private var details: [String: Details] = [:]
    /// The nodes of the `nodes` field, in the order of the file.
    private var described: [String] = []

    init(folder: String) {
        self.folder = folder
    }

    mutating func decode(_ root: YAMLValue) {
        guard let fields = root.mapping(fields: ["defaults", "groups", "nodes"]) else { return }
        if let mapping = fields.mapping("defaults", fields: Self.choiceFields) { defaults = choices(mapping) }
        let listed = fields.entries("nodes") ?? []
        for entry in listed { decode(node: entry) }
        decode(groups: fields.entries("groups") ?? [])
        // Nodes that are there and wrong have said so.
        if groups.isEmpty, listed.isEmpty, defaults == ConnectionChoices() {
            root.fault("the inventory names no nodes; it needs the field groups or nodes")
        }
    }

    /// Every node, once, with all that is said about it.
    func nodes() -> [InventoryNode] {
        var order: [String] = []
        var memberships: [String: [Int]] = [:]
        for (place, group) in groups.enumerated() {
            for name in group.nodes {
                if memberships[name] == nil { order.append(name) }
                memberships[name, default: []].append(place)
            }
        }
        order += described.filter { memberships[$0] == nil }
        return order.map { name in
            let places = memberships[name] ?? []
            let below = places.reduce(defaults) { groups[$1].choices.over($0) }
            let own = details[name]
            return InventoryNode(
                name: name,
                address: own?.address ?? name,
                groups: places.map { groups[$0].name },
                choices: own?.choices.over(below) ?? below
            )
        }
    }

    private mutating func decode(node entry: YAMLEntry) {
        guard let fields = entry.value.mapping(fields: ["address"] + Self.choiceFields) else { return }
        let names: [String]
        do {
            names = try NodeSet(parsing: entry.key).names
        } catch {
            return entry.fault(error.description)
        }
        if names.isEmpty { return entry.fault("a node needs a name") }
        guard described.count + names.count <= NodeSet.limit else {
            return entry.fault("the inventory describes more than 1,000,000 nodes")
        }
        let choices = choices(fields)
        let addresses = addresses(fields, of: names)
        for (place, name) in names.enumerated() {
            if let fault = Self.nameFault(name) {
                entry.fault(fault)
            } else if let first = details[name] {
                entry.fault("the node \"\(name)\" is given twice; the first is on line \(first.line)")
            } else {
                details[name] = Details(
                    address: addresses.isEmpty ? nil : addresses[place],
                    choices: choices,
                    line: entry.location.line
                )
                described.append(name)
            }
        }
    }

    /// One address a name; none where none is written, or what is written is wrong.
    private func addresses(_ fields: YAMLMapping, of names: [String]) -> [String] {
        guard let value = fields["address"], let text = value.string() else { return [] }
        do {
            let addresses = try NodeSet(parsing: text).names
            guard addresses.count == names.count else {
                value.fault(
                    "\(names.count) nodes need as many addresses, and \(text.debugDescription) is \(addresses.count)"
                )
                return []
            }
            for address in addresses {
                let parsed = try HostAddress(address)
                if parsed.user != nil {
                    value.fault("write the user as a field of its own: user: \(parsed.user ?? "")")
                }
                if let port = parsed.port { value.fault("write the port as a field of its own: port: \(port)") }
                if let fault = NodeNameRules.fault(of: parsed.host) { value.fault(fault) }
            }
            return addresses.map { $0.hasPrefix("[") ? String($0.dropFirst().dropLast()) : $0 }
        } catch let error as NodeSetFault {
            value.fault(error.description)
        } catch {
            value.fault("\(error)")
        }
        return []
    }

    private mutating func decode(groups entries: [YAMLEntry]) {
        var pending: [String: InventoryMembers.Pending] = [:]
        var order: [(name: String, choices: ConnectionChoices)] = []
        for entry in entries {
            guard let fields = entry.value.mapping(fields: ["nodes"] + Self.choiceFields) else { continue }
            if let fault = NodeNameRules.fault(of: entry.key) { entry.fault(fault) }
            order.append((entry.key, choices(fields)))
            guard let value = fields.required("nodes") else { continue }
            pending[entry.key] = InventoryMembers.Pending(value: value, expressions: value.strings() ?? [])
        }
        var members = InventoryMembers(nodes: described, pending: pending)
        groups = order.map { Group(name: $0.name, nodes: members.of($0.name), choices: $0.choices) }
    }

    private func choices(_ fields: YAMLMapping) -> ConnectionChoices {
        ConnectionChoices(
            user: user(fields),
            port: fields.integer("port", in: 1...65_535),
            identityFiles: paths(fields, "identity"),
            identityOrigin: fields["identity"]?.location.description,
            knownHostsFiles: paths(fields, "known_hosts"),
            hostKeyChecking: fields.choice("host_key"),
            hostKeyName: name(fields, "host_key_name"),
            usesAgent: fields.bool("agent"),
            jump: jump(fields),
            connectTimeout: fields.duration("connect_timeout", in: .seconds(1) ... .seconds(3600)).map {
                Int($0.components.seconds)
            }
        )
    }

    private func user(_ fields: YAMLMapping) -> String? {
        guard let value = fields["user"], let user = value.string() else { return nil }
        if user.isEmpty || user.contains(where: { $0.isWhitespace || $0 == "@" }) {
            value.fault("\(user.debugDescription) cannot be a user's name")
            return nil
        }
        return user
    }

    private func name(_ fields: YAMLMapping, _ field: String) -> String? {
        guard let value = fields[field], let name = value.string() else { return nil }
        if name.isEmpty || name.contains(where: { $0.isWhitespace || $0 == "," }) {
            value.fault("\(name.debugDescription) cannot be a host's name")
            return nil
        }
        return name
    }

    /// Hosts on the way; `none` is none.
    private func jump(_ fields: YAMLMapping) -> [HostAddress]? {
        guard let value = fields["jump"], let texts = value.strings() else { return nil }
        if texts == ["none"] { return [] }
        return texts.flatMap { text in
            if let hosts = SSHJump.hosts(text) { return hosts }
            value.fault(
                "\(text.debugDescription) is no jump host; write [user@]host[:port], several in a list, or none"
            )
            return []
        }
    }

    private func paths(_ fields: YAMLMapping, _ field: String) -> [String]? {
        fields.strings(field)?.map { path in
            if path.isEmpty { fields[field]?.fault("a path is empty") }
            return path.hasPrefix("/") || path.hasPrefix("~") ? path : folder + path
        }
    }

    /// A name's fault, the inventory's own rule included: a port is a field.
    static func nameFault(_ name: String) -> String? {
        if let fault = NodeNameRules.fault(of: name) { return fault }
        if name.contains(":"), !HostAddress.isIPv6(name) {
            return "\(name.debugDescription) cannot be a name here; write the port as a field of the node: port: …"
        }
        return nil
    }

    private static let choiceFields = [
        "user", "port", "identity", "known_hosts", "host_key", "host_key_name", "agent", "jump", "connect_timeout",
    ]
}
