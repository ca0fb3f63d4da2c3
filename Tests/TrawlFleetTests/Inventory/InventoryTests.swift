import Foundation
import StrictYAML
import Testing
import TrawlFleet
import TrawlTestKit

@Suite("An inventory")
struct InventoryTests {
    @Test("merges node over later group over earlier group over defaults")
    func precedence() throws {
        let inventory = try Inventory(
            text: """
                defaults: {user: ops, port: 22, host_key: accept-new}
                groups:
                  web: {nodes: "web[01-03]", user: deploy, port: 1001, identity: [~/.ssh/web, keys/web]}
                  canary: {nodes: [web02, db1], port: 1002}
                nodes:
                  web03: {port: 1003, agent: false}
                  lone: {address: 192.0.2.1}
                  bare:
                """,
            named: "i"
        )
        #expect(inventory.nodes.map(\.name) == ["web01", "web02", "web03", "db1", "lone", "bare"])
        #expect(inventory.nodes.map { $0.choices.port } == [1001, 1002, 1003, 1002, 22, 22])
        #expect(inventory.nodes.map { $0.choices.user } == ["deploy", "deploy", "deploy", "ops", "ops", "ops"])
        let web02 = try #require(inventory.node("web02"))
        #expect(web02.groups == ["web", "canary"])
        #expect(web02.choices.identityFiles == ["~/.ssh/web", "keys/web"])
        #expect(web02.choices.identityOrigin == "i:3:66")
        #expect(inventory.node("web03")?.choices.usesAgent == false)
        #expect(inventory.node("lone")?.address == "192.0.2.1")
        #expect(inventory.groups.map(\.nodes) == [["web01", "web02", "web03"], ["web02", "db1"]])
    }

    @Test("groups may name groups, in any order, and nodes may be counted along with their addresses")
    func groups() throws {
        let inventory = try Inventory(
            text: """
                groups:
                  most: {nodes: "@all-web,@db!db1"}
                  all-web: {nodes: "web*"}
                  db: {nodes: "db[1-2]"}
                nodes:
                  web[1-3]: {address: "10.0.0.[11-13]"}
                  v6: {address: "2001:db8::1"}
                """,
            named: "i"
        )
        #expect(inventory.groups.first?.nodes == ["web1", "web2", "web3", "db2"])
        #expect(inventory.nodes.map(\.address) == ["10.0.0.11", "10.0.0.12", "10.0.0.13", "db2", "db1", "2001:db8::1"])
    }

    @Test("tells every mistake with its place and the fix")
    func faults() throws {
        let text = """
            default: {}
            defaults: {usr: ops, port: 0, host_key: of, identity: ""}
            groups:
              web: {nodes: "web[1-"}
              db: {user: "a b"}
              loop: {nodes: "@pool"}
              pool: {nodes: "@loop,x"}
              odd: {nodes: "@wbe"}
              "all": {nodes: a}
            nodes:
              web[1-2]: {port: 22}
              web2: {}
              ../up: {}
              "a:22": {}
              pair[1-2]: {address: 10.0.0.1}
              far: {address: "root@10.0.0.1:22"}
              list: []
            """
        let faults = try #require(throws: YAMLFaults.self) { try Inventory(text: text, named: "i") }
        #expect(
            faults.description == """
                i:1:1: unknown field "default"; did you mean "defaults"?
                i:2:12: unknown field "usr"; did you mean "user"?
                i:2:28: a whole number from 1 to 65535 is meant here, and 0 was found
                i:2:41: one of strict, accept-new, off is meant here, and of was found; did you mean "off"?
                i:2:55: a path is empty
                i:4:16: this bracket is never closed, at character 4 of "web[1-"
                i:5:7: the field "nodes" is missing
                i:5:14: "a b" cannot be a user's name
                i:6:17: the group contains itself: @loop → @pool → @loop
                i:8:16: unknown group "@wbe"; did you mean "@web"?
                i:9:3: "all" means every node and cannot be a name
                i:12:3: the node "web2" is given twice; the first is on line 11
                i:13:3: node name "../up" cannot be used: it begins with a dot
                i:14:3: "a:22" cannot be a name here; write the port as a field of the node: port: …
                i:15:24: 2 nodes need as many addresses, and "10.0.0.1" is 1
                i:16:18: write the user as a field of its own: user: root
                i:16:18: write the port as a field of its own: port: 22
                i:17:9: a mapping of fields is meant here, and a list was found
                """
        )
    }

    @Test("that is empty says so", arguments: ["", "groups:\n", "nodes: {}\n"])
    func empty(text: String) {
        let faults = #expect(throws: YAMLFaults.self) { try Inventory(text: text, named: "i") }
        #expect(faults?.description == "i:1:1: the inventory names no nodes; it needs the field groups or nodes")
    }

    @Test("is bounded, whatever its groups multiply to", .timeLimit(.minutes(5)))
    func bounded() {
        var text = "groups:\n  g0: {nodes: \"n[1-300000]\"}\n"
        for number in 1...30 { text += "  g\(number): {nodes: \"@g\(number - 1)\"}\n" }
        let faults = #expect(throws: YAMLFaults.self) { try Inventory(text: text, named: "i") }
        #expect(faults?.description.contains("the groups together name more than 1,000,000 nodes") == true)
    }

    @Test("the example that ships is one")
    func example() throws {
        let inventory = try Inventory(file: ProjectFolder.file("config/inventory.yaml").path)
        #expect(inventory.nodes.count == 44)
        #expect(inventory.node("db-replica2")?.address == "192.0.2.12")
        #expect(inventory.groups.last?.nodes.count == 41)
    }

    @Test("paths in a file are relative to its folder")
    func folder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "i.yaml")
        try "defaults: {identity: keys/a}\nnodes: {n: {}}\n".write(to: file, atomically: true, encoding: .utf8)
        let inventory = try Inventory(file: file.path)
        #expect(inventory.defaults.identityFiles == [folder.appending(path: "keys/a").path])
    }
}
