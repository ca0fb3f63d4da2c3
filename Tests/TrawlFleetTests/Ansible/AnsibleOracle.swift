import Foundation
import Testing
import TrawlTestKit

/// Ansible itself, which says what an inventory comes to; by the library that `ansible-inventory` is made of, so that one
/// start of Python serves many inventories.
enum AnsibleOracle {
    struct Host: Decodable, Equatable {
        /// Without `all`, sorted.
        var groups: [String]
        /// What is said of the connection, with nothing in it replaced.
        var variables: [String: String]
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// Every host of each inventory, by name; nil where Ansible refuses it.
    static func hosts(of paths: [String], in folder: TemporaryFolder) async throws -> [[String: Host]?] {
        let run = try await ChildProcess.run(
            "/usr/bin/python3",
            ["-c", script],
            environment: try environment(folder),
            input: .text(String(decoding: try JSONEncoder().encode(paths), as: UTF8.self)),
            within: .seconds(240)
        )
        guard run.isSuccess, let answer = run.output.split(separator: "\n").last else {
            throw Missing(description: "Ansible is not to be had here; .ci/setup installs it: \(run.errors)")
        }
        let answers = try JSONDecoder().decode([[String: Host]?].self, from: Data(answer.utf8))
        try #require(answers.count == paths.count)
        return answers
    }

    /// What `ansible-inventory --list` itself prints.
    static func list(_ path: String, in folder: TemporaryFolder) async throws -> [String: Any] {
        let run = try await ChildProcess.run(
            "ansible-inventory",
            ["-i", path, "--list"],
            environment: try environment(folder),
            within: .seconds(120)
        )
        guard run.isSuccess else { throw Missing(description: "ansible-inventory: \(run.errors)") }
        return try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    /// Nothing of the machine's own settings.
    private static func environment(_ folder: TemporaryFolder) throws -> [String: String] {
        [
            "HOME": folder.path, "ANSIBLE_CONFIG": try folder.write("", to: "ansible/ansible.cfg").path,
            "ANSIBLE_LOCAL_TEMP": folder.file("ansible").path,
            "ANSIBLE_INVENTORY_UNPARSED_FAILED": "1", "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "1",
            "LC_ALL": "C.UTF-8",
        ]
    }

    private static let script = """
        import json, sys
        try:
            from ansible.parsing.dataloader import DataLoader
            from ansible.inventory.manager import InventoryManager
            from ansible.vars.manager import VariableManager
            from ansible.errors import AnsibleError
        except ImportError as error:
            sys.exit(str(error))
        names = ["ansible_host", "ansible_ssh_host", "ansible_port", "ansible_ssh_port", "ansible_user",
            "ansible_ssh_user", "ansible_ssh_private_key_file", "ansible_private_key_file", "ansible_connection",
            "ansible_ssh_common_args"]
        answers = []
        for path in json.load(sys.stdin):
            try:
                loader = DataLoader()
                inventory = InventoryManager(loader=loader, sources=[path])
                variables = VariableManager(loader=loader, inventory=inventory)
                hosts = {}
                for host in inventory.get_hosts():
                    values = variables.get_vars(host=host, include_hostvars=False)
                    hosts[host.name] = {
                        "groups": sorted(values["group_names"]),
                        "variables": {name: str(values[name]) for name in names if name in values},
                    }
                answers.append(hosts)
            except AnsibleError as error:
                print(path, error, file=sys.stderr)
                answers.append(None)
        print()
        print(json.dumps(answers))
        """
}
