import Foundation
import StrictYAML
import Testing
import TrawlDomain
import TrawlFleet
import TrawlTestKit

@Suite("The way to a node")
struct RouteTests {
    private let files: Set = [
        "/people/me/.ssh/id_rsa", "/people/me/.ssh/web", "/people/me/.ssh/gate-22-ops", "/people/me/.ssh/inv",
    ]

    private func resolve(
        _ targets: [String],
        config: String,
        inventory: String? = nil,
        overrides: ConnectionChoices = ConnectionChoices(),
        agent: String? = nil
    ) async throws -> [NodeTarget] {
        let account = LocalAccount.forTests(agent: agent, files: files)
        return try await TemporaryFolder.with("routes") { folder in
            let file = try folder.write(config, to: "config").path
            return try TargetResolver(
                inventory: inventory.map { try Inventory(text: $0, named: "i") },
                ssh: OpenSSHConfiguration(files: [file], account: account),
                overrides: overrides,
                account: account
            )
            .resolve(targets)
        }
    }

    /// Everything in a line: `user@address:port`, of the jump hosts first.
    private func way(_ target: NodeTarget) throws -> String {
        let settings = try ConnectionSettings(decoding: target.connection)
        let hops = (settings.jump ?? []).map { "\($0.settings.user)@\($0.address):\($0.port) " }
        return hops.joined() + "\(settings.user)@\(target.address):\(target.port)"
    }

    private let config = """
        Host web*
          HostName %h.example.net
          User deploy
          Port 2201
          IdentityFile ~/.ssh/web
          IdentityFile %d/.ssh/gate-22-%u
          HostKeyAlias web
          UserKnownHostsFile ~/%r/%h /k/%n-%p
          ConnectTimeout 7
          ProxyJump gate
        Host gate
          User ops
          IdentityFile ~/.ssh/%n-%p-%r
          UserKnownHostsFile none
          GlobalKnownHostsFile /k/global
        Host inner
          ProxyJump ops@outer:2022,gate
        Host outer
          ProxyJump edge
        Host other
          ProxyCommand nc -x proxy %h %p
        Host corner
          ProxyCommand ssh -q -W %h:%p -p 2200 ops@gate
        Host round1
          ProxyJump round2
        Host round2
          ProxyJump round1
        Host only
          IdentitiesOnly yes
          IdentityFile ~/.ssh/web
        Host socket
          IdentityAgent ~/agent-%h
        """

    @Test("is what ssh's configuration says, with its tokens replaced")
    func configured() async throws {
        let target = try #require(try await resolve(["web01"], config: config).first)
        #expect(target.name.description == "web01")
        #expect(try way(target) == "ops@gate:22 deploy@web01.example.net:2201")
        let settings = try ConnectionSettings(decoding: target.connection)
        // Of the keys, those that are there.
        #expect(settings.identityFiles == ["/people/me/.ssh/web"])
        #expect(
            settings.knownHostsFiles
                == ["/people/me/deploy/web01.example.net", "/k/web01-2201", "/etc/ssh/ssh_known_hosts"]
        )
        #expect(settings.hostKeyName == "web")
        #expect(settings.connectTimeout == 7)
        let gate = try #require(settings.jump?.first?.settings)
        #expect(gate.identityFiles == ["/people/me/.ssh/gate-22-ops"])
        #expect(gate.knownHostsFiles == ["/k/global"])
        #expect(gate.hostKeyName == nil)
    }

    @Test("goes by way of several jump hosts, and of theirs")
    func chains() async throws {
        let targets = try await resolve(["inner", "corner", "gate", "edge"], config: config)
        #expect(
            try targets.map(way) == [
                "me@edge:22 ops@outer:2022 ops@gate:22 me@inner:22", "ops@gate:2200 me@corner:22", "ops@gate:22",
                "me@edge:22",
            ]
        )
    }

    @Test("is refused where it leads in circles, or only a command knows it")
    func refused() async throws {
        let faults = await #expect(throws: FleetFaults.self) { try await resolve(["round1", "other"], config: config) }
        let text = faults?.description ?? ""
        #expect(text.contains("the way to \"round1\" leads in circles, or by way of too many jump hosts"))
        #expect(text.contains("config:21: ssh reaches \"other\" by a ProxyCommand, and trawl runs none"))
        let jump = ConnectionChoices(jump: [try HostAddress("gate")])
        #expect(try await resolve(["other"], config: config, overrides: jump).map(way) == ["ops@gate:22 me@other:22"])
    }

    @Test("asks the agent that is named, and none where only the named keys are to be tried")
    func agents() async throws {
        let targets = try await resolve(["only", "socket", "plain"], config: config, agent: "/run/agent")
        let sockets = try targets.map { try ConnectionSettings(decoding: $0.connection).agentSocket }
        #expect(sockets == [nil, "/people/me/agent-socket", "/run/agent"])
    }

    @Test("is the inventory's where it says one, over ssh's")
    func inventory() async throws {
        let inventory = """
            defaults: {jump: hop, identity: ~/.ssh/inv}
            nodes:
              hop: {address: 192.0.2.1, user: hopper, port: 2022}
              web01: {address: 10.0.0.1}
              web02: {jump: none, user: two}
              web03: {jump: [root@hop:99, gate], host_key_name: third, connect_timeout: 1m}
            """
        let targets = try await resolve(["all"], config: config, inventory: inventory)
        #expect(
            try targets.map(way) == [
                "hopper@192.0.2.1:2022", "hopper@192.0.2.1:2022 me@10.0.0.1:22", "two@web02.example.net:2201",
                "root@192.0.2.1:99 ops@gate:22 deploy@web03.example.net:2201",
            ]
        )
        let third = try ConnectionSettings(decoding: targets[3].connection)
        #expect(third.hostKeyName == "third")
        #expect(third.connectTimeout == 60)
        #expect(third.jump?[0].settings.identityFiles == ["/people/me/.ssh/inv"])
        #expect(third.jump?[1].settings.identityFiles == ["/people/me/.ssh/gate-22-ops"])
        let round = try ConnectionSettings(decoding: third.encoded())
        #expect(round == third)
    }

    @Test("keys of the command line are tried at jump hosts too, its user and port are not")
    func overrides() async throws {
        let overrides = ConnectionChoices(
            user: "cli",
            port: 9,
            identityFiles: ["~/.ssh/inv"],
            hostKeyChecking: .acceptNew,
            jump: [try HostAddress("gate")]
        )
        let target = try #require(try await resolve(["x"], config: config, overrides: overrides).first)
        #expect(try way(target) == "ops@gate:22 cli@x:9")
        let settings = try ConnectionSettings(decoding: target.connection)
        #expect(settings.jump?.first?.settings.identityFiles == ["/people/me/.ssh/inv"])
        #expect(settings.jump?.first?.settings.hostKeyChecking == .acceptNew)
    }

    @Test(
        "of the inventory is checked",
        arguments: [
            ("a b", "\"a b\" is no jump host; write [user@]host[:port], several in a list, or none"),
            ("a:0", "\"a:0\" is no jump host; write [user@]host[:port], several in a list, or none"),
            ("-oX=y", "\"-oX=y\" is no jump host; write [user@]host[:port], several in a list, or none"),
        ]
    )
    func faults(jump: String, message: String) {
        let faults = #expect(throws: YAMLFaults.self) {
            try Inventory(text: "nodes: {n: {jump: \"\(jump)\"}}", named: "i")
        }
        #expect(faults?.description == "i:1:19: \(message)")
    }
}
