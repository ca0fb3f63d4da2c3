import Testing
import TrawlDomain
import TrawlFleet

extension LocalAccount {
    /// An account on a machine that has only the named files.
    static func forTests(
        userName: String = "me",
        agent: String? = nil,
        files: Set<String> = ["/people/me/.ssh/id_rsa"]
    ) -> LocalAccount {
        LocalAccount(
            userName: userName,
            homeDirectory: "/people/me",
            workingDirectory: "/tmp/here",
            agentSocket: agent,
            canRead: { files.contains($0) }
        )
    }
}

@Suite("Resolving targets")
struct TargetResolverTests {
    @Test("without anything else takes hosts as they are, as ssh would reach them")
    func plain() throws {
        let account = LocalAccount.forTests(agent: "/run/agent")
        let targets = try TargetResolver(account: account).resolve(["host[1-2],root@box:2222", "::1", "host1"])
        #expect(
            targets.map { "\($0.name) \($0.address) \($0.port)" } == [
                "host1 host1 22", "host2 host2 22", "box:2222 box 2222", "::1 ::1 22",
            ]
        )
        #expect(
            targets[0].connection
                == #"{"agent":"/run/agent","host_key":"strict","identity":["/people/me/.ssh/id_rsa"],"#
                + #""known_hosts":["/people/me/.ssh/known_hosts","/etc/ssh/ssh_known_hosts"],"user":"me"}"#
        )
        let box = try ConnectionSettings(decoding: targets[2].connection)
        #expect(box.user == "root")
        #expect(box.writtenAs == "root@box:2222")
        #expect(box.usesAgent)
    }

    private let inventory = """
        defaults: {user: ops, known_hosts: /etc/fleet_hosts}
        groups:
          web: {nodes: "web[01-03]", port: 1001, identity: ~/.ssh/web, agent: false}
        nodes:
          web02: {address: 192.0.2.2, user: two}
        """

    @Test("puts the command line over the hosts file over the inventory")
    func layers() throws {
        let files: Set = ["/people/me/.ssh/web", "/tmp/here/mine"]
        let account = LocalAccount.forTests(agent: "/run/agent", files: files)
        let inventory = try Inventory(text: inventory, named: "i")
        let hosts = try HostsFile(text: "three@web03\nweb02:2222\nother\n", named: "h")
        let resolver = TargetResolver(inventory: inventory, hostsFile: hosts, account: account)
        #expect(try described(resolver.resolve([])) == ["three@web03:1001", "two@192.0.2.2:2222", "ops@other:22"])
        #expect(
            try described(resolver.resolve(["@web"])) == ["ops@web01:1001", "two@192.0.2.2:1001", "three@web03:1001"]
        )
        let settings = try ConnectionSettings(decoding: resolver.resolve(["web01"])[0].connection)
        #expect(settings.identityFiles == ["/people/me/.ssh/web"])
        #expect(settings.knownHostsFiles == ["/etc/fleet_hosts"])
        #expect(!settings.usesAgent)
        let overrides = ConnectionChoices(
            user: "cli",
            port: 9,
            identityFiles: ["mine"],
            hostKeyChecking: .off,
            usesAgent: true
        )
        let forced = TargetResolver(inventory: inventory, hostsFile: hosts, overrides: overrides, account: account)
        let targets = try forced.resolve(["web03,other"])
        #expect(try described(targets) == ["cli@web03:9", "cli@other:9"])
        let strongest = try ConnectionSettings(decoding: targets[0].connection)
        #expect(strongest.identityFiles == ["/tmp/here/mine"])
        #expect(strongest.hostKeyChecking == .off)
        #expect(strongest.agentSocket == "/run/agent")
    }

    @Test(
        "names what is unknown, and what is near",
        arguments: [
            (
                ["web04", "@wbe"],
                "unknown node \"web04\"; did you mean \"web01\"?\nunknown group \"@wbe\"; did you mean \"@web\"?"
            ),
            (["root@web01"], "unknown node \"root@web01\""),
            ([], "no targets; name nodes or groups of the inventory, or use all"),
            (["web01!web01"], "the targets \"web01!web01\" are no node at all"),
            (["web[1"], "this bracket is never closed, at character 4 of \"web[1\""),
        ] as [([String], String)]
    )
    func unknown(targets: [String], message: String) throws {
        let account = LocalAccount.forTests(files: ["/people/me/.ssh/web"])
        let resolver = TargetResolver(inventory: try Inventory(text: inventory, named: "i"), account: account)
        let faults = #expect(throws: FleetFaults.self) { try resolver.resolve(targets) }
        #expect(faults?.description == message)
    }

    @Test(
        "refuses hosts that cannot be",
        arguments: [
            (["host:0"], "\"host:0\" cannot be used: \"host:0\" is no address: a port is a number from 1 to 65535"),
            (["a,root@a"], "\"a\" is named twice, as \"a\" and as \"root@a\""),
            (["a/../b"], "node name \"a/../b\" cannot be used: it has a path separator"),
            (["all"], "\"all\" needs an inventory or a hosts file that says who that is"),
            ([], "no targets; name hosts, or give a hosts file or an inventory"),
            ([""], "the targets \"\" are no node at all"),
        ] as [([String], String)]
    )
    func refused(targets: [String], message: String) {
        let resolver = TargetResolver(account: .forTests())
        let faults = #expect(throws: FleetFaults.self) { try resolver.resolve(targets) }
        #expect(faults?.description == message)
    }

    @Test("names a key file that is not there once, and who named it")
    func missingKey() throws {
        let account = LocalAccount.forTests(files: [])
        let resolver = TargetResolver(inventory: try Inventory(text: inventory, named: "i"), account: account)
        let faults = #expect(throws: FleetFaults.self) { try resolver.resolve(["all"]) }
        #expect(faults?.description == "the key file /people/me/.ssh/web cannot be read, named by i:3:52")
    }

    @Test("knows exactly the hosts of a hosts file")
    func hostsOnly() throws {
        let hosts = try HostsFile(text: "b[1-3]\na\n", named: "h")
        let resolver = TargetResolver(hostsFile: hosts, account: .forTests())
        #expect(try resolver.resolve([]).map(\.name.description) == ["b1", "b2", "b3", "a"])
        #expect(try resolver.resolve(["all!b2"]).map(\.name.description) == ["b1", "b3", "a"])
        #expect(throws: FleetFaults.self) { try resolver.resolve(["c"]) }
        let empty = TargetResolver(hostsFile: try HostsFile(text: "# none\n", named: "h"), account: .forTests())
        let faults = #expect(throws: FleetFaults.self) { try empty.resolve([]) }
        #expect(faults?.description == "the hosts file h names no hosts; write an address or a node set a line")
    }

    private func described(_ targets: [NodeTarget]) throws -> [String] {
        try targets.map { "\(try ConnectionSettings(decoding: $0.connection).user)@\($0.address):\($0.port)" }
    }
}
