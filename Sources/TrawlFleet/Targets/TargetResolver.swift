package import TrawlDomain

/// From what a person says to the nodes that are meant: names resolved, settings merged, everything checked.
///
/// What is said about a connection goes, from the strongest: the command line, the hosts file, the inventory's node,
/// its groups (a later one over an earlier one), the inventory's defaults, OpenSSH's client configuration, and what ssh(1)
/// does without one.
package struct TargetResolver: Sendable {
    private let inventory: Inventory?
    private let hostsFile: HostsFile?
    private let overrides: ConnectionChoices
    private let account: LocalAccount
    private let routes: RouteFinder
    private let hosts: [String: HostsFile.Entry]

    /// What node sets can speak of here: the inventory's nodes and groups, and the names of the hosts file.
    ///
    /// Without either, any name is taken as a host's.
    package let known: KnownNames

    package init(
        inventory: Inventory? = nil,
        hostsFile: HostsFile? = nil,
        ssh: OpenSSHConfiguration? = nil,
        overrides: ConnectionChoices = ConnectionChoices(),
        account: LocalAccount
    ) {
        self.inventory = inventory
        self.hostsFile = hostsFile
        self.overrides = overrides
        self.account = account
        routes = RouteFinder(inventory: inventory, ssh: ssh, overrides: overrides, account: account)
        hosts = Dictionary((hostsFile?.entries ?? []).map { ($0.name, $0) }) { first, _ in first }
        let listed = inventory?.known.names ?? []
        let others = hostsFile?.entries.map(\.name).filter { inventory?.known.contains($0) != true } ?? []
        known = KnownNames(
            names: listed + others,
            groups: inventory?.known.groups ?? [:],
            isClosed: inventory != nil || hostsFile != nil
        )
    }

    /// The nodes that the targets name, in order, each once; without targets, those of the hosts file.
    ///
    /// Each target is a node set of its own, and their union is taken. A key file that cannot be read is a mistake like any
    /// other, unless somebody takes note of it: whoever only looks needs no key.
    ///
    /// - Throws: `FleetFaults` with everything that is wrong, a nearest known name where there is one.
    package func resolve(
        _ targets: [String],
        notingUnreadableKeys note: ((FleetFault) -> Void)? = nil
    ) throws(FleetFaults) -> [NodeTarget] {
        var faults: [FleetFault] = []
        var written: [NodeName: String] = [:]
        var connections: [ConnectionSettings: String] = [:]
        var checked: Set<String> = []
        var nodes: [NodeTarget] = []
        for text in try names(of: targets) {
            do {
                let place = try place(of: text)
                if let first = written.updateValue(text, forKey: place.name) {
                    let message = "\"\(place.name)\" is named twice, as \"\(first)\" and as \"\(text)\""
                    throw FleetFault(code: .duplicate, message: message)
                }
                let choices = place.choices
                let unreadable = unreadableIdentities(of: choices, &checked)
                if let note { unreadable.forEach(note) } else { faults += unreadable }
                let route = try routes.route(
                    to: place.address,
                    called: place.name.description,
                    choices,
                    writtenAs: place.writtenAs
                )
                // Most nodes are reached in the same way, so that few texts serve thousands of them.
                let connection = try connections[route.settings] ?? route.settings.encoded()
                connections[route.settings] = connection
                nodes.append(
                    NodeTarget(name: place.name, address: route.address, port: route.port, connection: connection)
                )
            } catch let fault as FleetFault {
                faults.append(fault)
            } catch {
                faults.append(FleetFault(code: .badName, message: "\(text.debugDescription) cannot be used: \(error)"))
            }
        }
        if !faults.isEmpty { throw FleetFaults(faults: faults) }
        return nodes
    }

    private struct Place {
        let name: NodeName
        let address: String
        let choices: ConnectionChoices
        let writtenAs: String?
    }

    private func names(of targets: [String]) throws(FleetFaults) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        var faults: [FleetFault] = []
        for target in targets {
            do {
                for name in try NodeSet(parsing: target, known: known).names where seen.insert(name).inserted {
                    names.append(name)
                }
            } catch {
                faults.append(FleetFault(error))
            }
        }
        if !faults.isEmpty { throw FleetFaults(faults: faults) }
        if targets.isEmpty, let hostsFile { names = hostsFile.entries.map(\.name) }
        if names.isEmpty { throw FleetFaults(faults: [noTargets(targets)]) }
        return names
    }

    private func noTargets(_ targets: [String]) -> FleetFault {
        let message =
            if !targets.isEmpty {
                "the targets \(targets.joined(separator: ",").debugDescription) are no node at all"
            } else if let hostsFile {
                "the hosts file \(hostsFile.name) names no hosts; write an address or a node set a line"
            } else if inventory != nil {
                "no targets; name nodes or groups of the inventory, or use all"
            } else {
                "no targets; name hosts, or give a hosts file or an inventory"
            }
        return FleetFault(code: .noTargets, message: message)
    }

    private func place(of text: String) throws -> Place {
        if hosts[text] == nil, let node = inventory?.node(text) {
            return Place(
                name: try NodeName(text),
                address: node.address,
                choices: overrides.over(node.choices),
                writtenAs: nil
            )
        }
        let address = try hosts[text]?.address ?? HostAddress(text)
        let name = address.nodeName
        if let fault = NodeNameRules.fault(of: name) { throw FleetFault(code: .badName, message: fault) }
        let node = inventory?.node(name) ?? inventory?.node(address.host)
        let below = node?.choices ?? inventory?.defaults ?? ConnectionChoices()
        let own = ConnectionChoices(user: address.user, port: address.port)
        let wording = hosts[text]?.text ?? text
        return Place(
            name: try NodeName(name),
            address: node?.address ?? address.host,
            choices: overrides.over(own.over(below)),
            writtenAs: wording == name ? nil : wording
        )
    }

    /// The chosen key files that are not there, each named once.
    private func unreadableIdentities(of choices: ConnectionChoices, _ checked: inout Set<String>) -> [FleetFault] {
        var faults: [FleetFault] = []
        for path in choices.identityFiles ?? [] where checked.insert(path).inserted {
            let absolute = account.absolute(path)
            if account.canRead(absolute) { continue }
            let origin = choices.identityOrigin.map { ", named by \($0)" } ?? ""
            faults.append(FleetFault(code: .badIdentity, message: "the key file \(absolute) cannot be read\(origin)"))
        }
        return faults
    }
}
