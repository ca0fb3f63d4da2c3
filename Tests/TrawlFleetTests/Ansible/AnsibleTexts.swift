import TrawlTestKit

/// Ansible inventories as nobody in particular would write them: the same in both forms, with files beside them.
struct AnsibleTexts {
    private var hosts: [String: [String]] = [:]
    private var children: [String: [String]] = [:]
    private var groupVariables: [String: [String: String]] = [:]
    private var hostVariables: [String: [String: String]] = [:]
    private(set) var files: [String: String] = [:]
    private static let groupNames = ["web", "db", "eu-west", "prod", "canary", "top"]
    private static let hostNames = ["web1", "web2", "web3", "db1", "db.example.org", "10.0.0.9", "edge_1"]

    init(_ random: inout some RandomNumberGenerator) {
        for (place, group) in Self.groupNames.enumerated() {
            hosts[group] = Self.hostNames.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
            // Only to those that come later, so that none contains itself.
            children[group] = Self.groupNames.dropFirst(place + 1).filter { _ in
                Int.random(in: 0..<4, using: &random) == 0
            }
            var variables = Self.variables(&random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                variables["ansible_group_priority"] = "\(Int.random(in: 1...9, using: &random))"
            }
            groupVariables[group] = variables
        }
        groupVariables["all"] = Self.variables(&random)
        for host in Self.hostNames { hostVariables[host] = Self.variables(&random, rarely: true) }
        for (kind, names) in [("group_vars", Self.groupNames + ["all", "ungrouped"]), ("host_vars", Self.hostNames)] {
            for name in names where Int.random(in: 0..<4, using: &random) == 0 {
                let ending = ["", ".yml", ".yaml", ".json", "/main.yml", "/b.yaml"].randomElement(using: &random) ?? ""
                let variables = Self.variables(&random)
                let lines = variables.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }
                files["\(kind)/\(name)\(ending)"] = "{\(lines.joined(separator: ", "))}\n"
                if ending.hasPrefix("/") { files["\(kind)/\(name)/a"] = "ansible_user: of-a\nother: {x: [1]}\n" }
            }
        }
    }

    var ini: String {
        var text = "loner ansible_user=\"alone\"\n"
        for group in Self.groupNames {
            text += "\n[\(group)]\n"
            for host in hosts[group] ?? [] {
                let variables = (hostVariables[host] ?? [:]).sorted { $0.key < $1.key }.map {
                    "\($0.key)='\($0.value)'"
                }
                text += ([host] + variables).joined(separator: " ") + "  # comment\n"
            }
            if let names = children[group], !names.isEmpty {
                text += "[\(group):children]\n" + names.map { $0 + "\n" }.joined()
            }
        }
        for (group, variables) in groupVariables.sorted(by: { $0.key < $1.key }) where !variables.isEmpty {
            text += "[\(group):vars]\n"
            for (name, value) in variables.sorted(by: { $0.key < $1.key }) { text += "\(name) = \(value)\n" }
        }
        return text
    }

    var yaml: String {
        var text = "all:\n  hosts:\n    loner: {ansible_user: alone}\n"
        text += Self.vars(groupVariables["all"] ?? [:], indent: "  ")
        for group in Self.groupNames {
            text += "\(group):\n"
            if let names = hosts[group], !names.isEmpty {
                text += "  hosts:\n"
                for host in names {
                    let variables = (hostVariables[host] ?? [:]).sorted { $0.key < $1.key }
                        .map { "\($0.key): \"\($0.value)\"" }
                    text += "    \(host): {\(variables.joined(separator: ", "))}\n"
                }
            }
            if let names = children[group], !names.isEmpty {
                text += "  children:\n" + names.map { "    \($0):\n" }.joined()
            }
            text += Self.vars(groupVariables[group] ?? [:], indent: "  ")
        }
        return text
    }

    private static func vars(_ variables: [String: String], indent: String) -> String {
        if variables.isEmpty { return "" }
        return "\(indent)vars:\n"
            + variables.sorted { $0.key < $1.key }.map { "\(indent)  \($0.key): \"\($0.value)\"\n" }.joined()
    }

    private static func variables(
        _ random: inout some RandomNumberGenerator,
        rarely: Bool = false
    ) -> [String: String] {
        let names = [
            "ansible_host", "ansible_ssh_host", "ansible_port", "ansible_ssh_port", "ansible_user", "ansible_ssh_user",
            "ansible_ssh_private_key_file", "other_variable",
        ]
        var variables: [String: String] = [:]
        for name in names where Int.random(in: 0..<(rarely ? 10 : 4), using: &random) == 0 {
            let number = Int.random(in: 1...60_000, using: &random)
            variables[name] = name.hasSuffix("port") ? "\(number)" : "x\(number)"
        }
        return variables
    }
}
