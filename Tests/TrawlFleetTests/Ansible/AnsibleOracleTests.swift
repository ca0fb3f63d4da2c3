import Foundation
import Testing
import TrawlFleet
import TrawlTestKit

@Suite("Ansible's inventories against Ansible", .timeLimit(.minutes(10)))
struct AnsibleOracleTests {
    @Test("come to the same, written by hand")
    func byHand() async throws {
        try await TemporaryFolder.with("ansible") { folder in
            for (name, text) in AnsibleSamples.files { try folder.write(text, to: name) }
            try await folder.install(AnsibleSamples.program, as: "program")
            try await folder.install(AnsibleSamples.oldProgram, as: "old-program")
            let paths = (AnsibleSamples.inventories + ["program", "old-program"]).map { folder.file($0).path }
            for (path, theirs) in zip(paths, try await AnsibleOracle.hosts(of: paths, in: folder)) {
                try compare(path, try #require(theirs, "Ansible refuses \(path)"))
            }
        }
    }

    @Test("come to the same, whatever is written, in both forms")
    func anything() async throws {
        let seed = TortureSize.seed
        try await TemporaryFolder.with("ansible") { folder in
            var random = SeededNumbers(seed: seed)
            var paths: [String] = []
            for round in 0..<TortureSize.of(12, torture: 300) {
                let texts = AnsibleTexts(&random)
                for (form, text) in [("hosts", texts.ini), ("hosts.yml", texts.yaml)] {
                    let place = "\(round)-\(form)"
                    paths.append(try folder.write(text, to: "\(place)/\(form)").path)
                    for (name, text) in texts.files { try folder.write(text, to: "\(place)/\(name)") }
                }
            }
            for (path, theirs) in zip(paths, try await AnsibleOracle.hosts(of: paths, in: folder)) {
                try compare(path, try #require(theirs, "Ansible refuses \(path), seed \(seed)"), "seed \(seed)")
            }
        }
    }

    @Test("are told as ansible-inventory --list tells them")
    func list() async throws {
        try await TemporaryFolder.with("ansible") { folder in
            for (name, text) in AnsibleSamples.files { try folder.write(text, to: name) }
            let path = folder.file("site/hosts").path
            let theirs = try await AnsibleOracle.list(path, in: folder)
            let meta = try #require((theirs["_meta"] as? [String: Any])?["hostvars"] as? [String: [String: Any]])
            let ours = try Inventory(file: path)
            let groups = theirs.filter { $0.key != "_meta" && $0.key != "all" }
            #expect(groups.isEmpty == false)
            for (name, group) in groups {
                let hosts = (group as? [String: Any])?["hosts"] as? [String] ?? []
                let members = Set(try NodeSet(parsing: "@\(name)", known: ours.known).names)
                #expect(members.isSuperset(of: hosts), "\(name)")
            }
            for node in ours.nodes {
                let variables = meta[node.name] ?? [:]
                let port = (variables["ansible_ssh_port"] ?? variables["ansible_port"]).map { "\($0)" }
                #expect(node.choices.port.map { "\($0)" } == port, "\(node.name)")
                #expect(node.choices.user == variables["ansible_user"] as? String, "\(node.name)")
            }
        }
    }

    private func compare(_ path: String, _ theirs: [String: AnsibleOracle.Host], _ note: String = "") throws {
        let inventory = try Inventory(file: path)
        let here = theirs.filter { $0.value.variables["ansible_connection"] != "winrm" }
        #expect(Set(inventory.nodes.map(\.name)) == Set(here.keys), "\(path) \(note)")
        for node in inventory.nodes {
            guard let host = theirs[node.name] else { continue }
            func value(_ names: String...) -> String? { names.compactMap { host.variables[$0] }.first }
            let place = Comment(
                "\(node.name) of \(path) \(note)\n\((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")"
            )
            #expect(Set(node.groups) == Set(host.groups), place)
            if let address = value("ansible_ssh_host", "ansible_host"), !address.contains("{{") {
                #expect(node.address == address, place)
            }
            #expect(node.choices.user == value("ansible_ssh_user", "ansible_user"), place)
            #expect(node.choices.port.map { "\($0)" } == value("ansible_ssh_port", "ansible_port"), place)
            let key = value("ansible_ssh_private_key_file", "ansible_private_key_file")
            if key?.contains("{{") != true { #expect(node.choices.identityFiles?.first == key, place) }
        }
        for group in inventory.groups {
            let members = theirs.filter { $0.value.groups.contains(group.name) }.keys
            #expect(Set(group.nodes) == Set(members).intersection(here.keys), "\(group.name) of \(path) \(note)")
        }
    }
}
