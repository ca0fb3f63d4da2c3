/// Works out how a host is reached: where it answers, with what one signs in, and by way of whom.
struct RouteFinder {
    let inventory: Inventory?
    let ssh: OpenSSHConfiguration?
    let overrides: ConnectionChoices
    let account: LocalAccount
    private let standard: Files

    /// The files that are used where nobody names any.
    private struct Files {
        let identities: [String]
        let knownHosts: [String]
    }

    /// A host with everything settled.
    struct Route {
        let address: String
        let port: Int
        let settings: ConnectionSettings
    }

    init(inventory: Inventory?, ssh: OpenSSHConfiguration?, overrides: ConnectionChoices, account: LocalAccount) {
        self.inventory = inventory
        self.ssh = ssh
        self.overrides = overrides
        self.account = account
        standard = Files(identities: account.identityFiles, knownHosts: account.knownHostsFiles)
    }

    /// The route to the node `name`, which ssh would be given as `host`, under choices that go over what ssh's configuration says.
    ///
    /// - Throws: `FleetFault` where a way leads in circles, or can only be gone by running a command.
    func route(
        to host: String,
        called name: String,
        _ choices: ConnectionChoices,
        writtenAs: String? = nil
    ) throws(FleetFault) -> Route {
        let end = try end(of: host, called: name, choices, otherwise: standard)
        var settings = end.settings
        settings.writtenAs = writtenAs
        let way = try way(to: end, for: name, depth: 0)
        settings.jump = way.isEmpty ? nil : way
        return Route(address: end.address, port: end.port, settings: settings)
    }

    /// One host of a way, which is yet to be found.
    private struct End {
        let name: String
        let address: String
        let port: Int
        let settings: ConnectionSettings
        let jump: [HostAddress]

        func isSame(_ other: End) -> Bool {
            name == other.name || address == other.address && port == other.port
        }
    }

    private func end(
        of host: String,
        called name: String,
        _ above: ConnectionChoices,
        otherwise files: Files
    ) throws(FleetFault) -> End {
        let configured = ssh?.host(host, user: above.user, port: above.port)
        let choices = configured.map { above.over($0.choices) } ?? above
        if choices.jump == nil, let command = configured?.command {
            let message =
                "ssh reaches \(host.debugDescription) by a ProxyCommand, and trawl runs none; write ProxyJump, or give --jump"
            throw FleetFault(code: .unreachable, location: command.location, message: message)
        }
        let agent = configured?.agentSocket ?? account.agentSocket
        let settings = ConnectionSettings(
            user: choices.user ?? account.userName,
            identityFiles: choices.identityFiles?.map(account.absolute) ?? files.identities,
            knownHostsFiles: choices.knownHostsFiles?.map(account.absolute) ?? files.knownHosts,
            hostKeyChecking: choices.hostKeyChecking ?? .strict,
            hostKeyName: choices.hostKeyName,
            agentSocket: choices.usesAgent == false ? nil : agent,
            connectTimeout: choices.connectTimeout
        )
        return End(
            name: name,
            address: configured?.address ?? host,
            port: choices.port ?? 22,
            settings: settings,
            jump: choices.jump ?? []
        )
    }

    /// The hosts on the way to an end, the nearest first: its own jump hosts, and before them those of the first.
    ///
    /// Who is a jump host of everybody is reached without itself.
    private func way(to end: End, for name: String, depth: Int) throws(FleetFault) -> [JumpHost] {
        guard depth <= Self.depthLimit else {
            let message = "the way to \(name.debugDescription) leads in circles, or by way of too many jump hosts"
            throw FleetFault(code: .unreachable, message: message)
        }
        var hops: [End] = []
        for jump in end.jump {
            let hop = try hop(jump, below: end.settings)
            if hop.isSame(end) { break }
            hops.append(hop)
        }
        guard let first = hops.first else { return [] }
        let before = try way(to: first, for: name, depth: depth + hops.count)
        return before + hops.map { JumpHost(address: $0.address, port: $0.port, settings: $0.settings) }
    }

    /// A jump host: itself a node of the inventory, or a host that only ssh's configuration may know.
    ///
    /// User and port are its own alone. Keys and how host keys are checked are, where it has none of its own, those of
    /// whoever is reached by way of it.
    private func hop(_ jump: HostAddress, below settings: ConnectionSettings) throws(FleetFault) -> End {
        let node = inventory?.node(jump.host)
        let shared = ConnectionChoices(
            identityFiles: overrides.identityFiles,
            identityOrigin: overrides.identityOrigin,
            knownHostsFiles: overrides.knownHostsFiles,
            hostKeyChecking: overrides.hostKeyChecking,
            usesAgent: overrides.usesAgent
        )
        let own = ConnectionChoices(user: jump.user, port: jump.port)
        var below = ConnectionChoices(
            hostKeyChecking: settings.hostKeyChecking,
            usesAgent: settings.usesAgent ? nil : false
        )
        if let node { below = node.choices.over(below) }
        return try end(
            of: node?.address ?? jump.host,
            called: jump.host,
            shared.over(own.over(below)),
            otherwise: Files(identities: settings.identityFiles, knownHosts: settings.knownHostsFiles)
        )
    }

    private static let depthLimit = 8
}
