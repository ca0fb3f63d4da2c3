import Foundation
import StrictYAML
import Testing
import TrawlDomain
import TrawlFleet
import TrawlTestKit

@Suite("An Ansible inventory")
struct AnsibleInventoryTests {
    @Test("gives connections: templates, arguments of ssh, jump hosts")
    func connections() async throws {
        try await TemporaryFolder.with("ansible") { folder in
            let path = try folder.write(
                """
                [web]
                w1 ansible_host="{{ inventory_hostname }}.{{ domain }}" zone=a
                w2.example.org ansible_host="{{ inventory_hostname_short }}-{{ zone | default('x') }}"
                w3 ansible_ssh_common_args='-o ProxyJump=ops@gate:2200,inner -o StrictHostKeyChecking=no'
                w4 ansible_ssh_common_args="-o ProxyCommand='ssh -q -W %h:%p -p 2200 ops@gate' -o UserKnownHostsFile=/k/hosts"
                w5 ansible_ssh_extra_args='-J two -i /keys/x -p 99 -l late -o ConnectTimeout=7' ansible_port=98
                [web:vars]
                domain={{ site }}.example.org
                site=north
                ansible_ssh_private_key_file={{ inventory_dir }}/key
                [win]
                win[1:3] ansible_connection=winrm
                [switches]
                s1 ansible_connection=ansible.netcommon.network_cli ansible_network_os=ios
                """,
                to: "hosts"
            ).path
            let inventory = try Inventory(file: path)
            #expect(
                inventory.nodes.map(\.address)
                    == ["w1.north.example.org", "w2-x", "w3", "w4", "w5", "s1"]
            )
            let gate = try HostAddress("ops@gate:2200")
            #expect(inventory.node("w3")?.choices.jump == [gate, try HostAddress("inner")])
            #expect(inventory.node("w3")?.choices.hostKeyChecking == nil)
            #expect(inventory.node("w4")?.choices.jump == [gate])
            #expect(inventory.node("w4")?.choices.knownHostsFiles == ["/k/hosts"])
            let last = try #require(inventory.node("w5")?.choices)
            #expect(last.port == 98 && last.user == "late" && last.connectTimeout == 7)
            #expect(last.identityFiles == ["\(folder.path)/key"])
            #expect(
                inventory.notes.map(\.description) == [
                    "\(path):4: StrictHostKeyChecking is not taken over; say it with --host-key, or accept the keys first",
                    "\(path): left out, because Ansible reaches them by winrm and not by SSH: win[1-3]",
                ]
            )
            #expect(throws: NodeSetFault.self) { try NodeSet(parsing: "win1", known: inventory.known) }
            #expect(try NodeSet(parsing: "@all!@web", known: inventory.known).names == ["s1"])
            #expect(try NodeSet(parsing: "@win", known: inventory.known).names.isEmpty)
        }
    }

    @Test("tells every mistake at its line, and repeats nothing that could be a password")
    func faults() async throws {
        try await TemporaryFolder.with("ansible") { folder in
            let path = try folder.write(
                """
                h1 ansible_password=correct horse battery
                h2 ansible_user="unclosed
                [web:var]
                [two words]
                [web]
                w[3:1]
                w[1:2:0]
                w[01:100]
                w[a:3]
                w:99999
                w[1:9999999]
                [web:children]
                wbe
                [nobody:vars]
                x=1
                [loop:children]
                pool
                [pool:children]
                loop
                [web:vars]
                noequals
                """,
                to: "hosts.ini"
            ).path
            let faults = try #require(throws: YAMLFaults.self) { try Inventory(file: path) }
            #expect(
                faults.description.replacing(path, with: "i") == """
                    i:1: word 3 is no name=value; a value with blanks needs quotes, and a host a line of its own
                    i:1: word 4 is no name=value; a value with blanks needs quotes, and a host a line of its own
                    i:2: a quote is never closed
                    i:3: a section holds hosts, children or vars, and not "var"; did you mean "vars"?
                    i:4: a section is written [group], [group:children] or [group:vars], without blanks
                    i:6: a range runs backwards
                    i:7: a range's step is a number of 1 or more
                    i:8: both ends of a padded range have the same number of digits
                    i:9: a range goes from a number to a number, or from a letter to a letter
                    i:10: a port is a number from 1 to 65535
                    i:11: this stands for more than 1,000,000 nodes
                    i:19: the group "loop" contains itself
                    i:21: a variable is written name=value
                    i:13: there is no group "wbe"; did you mean "web"?
                    i:14: there is no group "nobody" to have variables
                    """
            )
        }
    }

    @Test("tells what a host's variables cannot mean")
    func wrongVariables() async throws {
        try await TemporaryFolder.with("ansible") { folder in
            let text = """
                all:
                  hosts:
                    a: {ansible_host: "{{ lookup('env', 'HOME') }}"}
                    b: {ansible_port: many}
                    c: {ansible_host: "root@c"}
                    d: {ansible_user: !vault "x"}
                    e: {ansible_user: "{{ ansible_password }}", ansible_password: hunter2}
                    f: {ansible_host: "{{ f1 }}", f1: "{{ f2 }}", f2: "{{ f1 }}"}
                    g: {ansible_host: "{{ nowhere }}"}
                    h: {ansible_ssh_common_args: "-o ProxyCommand='nc %h %p'"}
                    i: {ansible_host: [1, 2]}
                    "j/k": {}
                    l: text
                  chldren: {}
                """
            let path = try folder.write(text, to: "hosts.yml").path
            let faults = try #require(throws: YAMLFaults.self) { try Inventory(file: path) }
            let told = faults.description.replacing(path, with: "i")
            #expect(told.contains("i:13:8: a host's variables are a mapping"))
            try folder.write(text.replacing("    l: text\n", with: ""), to: "hosts.yml")
            let others = try #require(throws: YAMLFaults.self) { try Inventory(file: path) }
            #expect(
                others.description.replacing(path, with: "i") == """
                    i:3:23: ansible_ssh_host or ansible_host cannot be used: of Jinja, trawl knows {{ name }} and {{ name | default('text') }} alone; write the value out (a)
                    i:4:23: a port is a number from 1 to 65535 (b)
                    i:5:23: this cannot be a host's address; user and port are variables of their own (c)
                    i:6:23: ansible_ssh_user or ansible_user cannot be used: it is encrypted, and trawl opens no vault (d)
                    i:7:23: ansible_ssh_user or ansible_user cannot be used: its name is that of a secret, and those are not read (e)
                    i:8:23: ansible_ssh_host or ansible_host cannot be used: its variables name each other in circles (f)
                    i:9:23: ansible_ssh_host or ansible_host cannot be used: it names the variable nowhere, which is not set (g)
                    i:10:34: trawl runs no ProxyCommand but one like ssh -W %h:%p gate; write -o ProxyJump=… (h)
                    i:11:23: ansible_ssh_host or ansible_host cannot be used: a text is meant here, and a list or a mapping was found (i)
                    i:12:5: node name "j/k" cannot be used: it has a path separator
                    """
            )
        }
    }

    @Test("keeps and tells no password, wherever one stands")
    func secrets() async throws {
        try await TemporaryFolder.with("ansible") { folder in
            let secrets = (0..<12).map { "s3cr3t-\($0)-value" }
            let path = try folder.write(
                """
                [web]
                w1 ansible_password=\(secrets[0]) ansible_become_pass='\(secrets[1])' ansible_host=192.0.2.1
                w2 ansible_ssh_pass="\(secrets[2])" db_password=\(secrets[3]) api_token=\(secrets[4])
                w3 broken \(secrets[5])
                [web:vars]
                ansible_become_password=\(secrets[6])
                ansible_ssh_common_args=-o ProxyJump=gate
                """,
                to: "hosts"
            ).path
            try folder.write("ansible_password: \(secrets[7])\nmy_secret: [\(secrets[8])]\n", to: "group_vars/web.yml")
            try folder.write(
                "vault_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  \(secrets[9])\n",
                to: "host_vars/w1"
            )
            try folder.write("$ANSIBLE_VAULT;1.1;AES256\n\(secrets[10])\n", to: "host_vars/w2")
            try folder.write("other: \(secrets[11])\n", to: "host_vars/w3")
            func leaks(_ text: String) -> [String] { secrets.filter { text.contains($0) } }
            let faults = try #require(throws: YAMLFaults.self) { try Inventory(file: path) }
            #expect(leaks("\(faults)").isEmpty)
            let text = try folder.read("hosts").replacing("broken \(secrets[5])", with: "")
            try folder.write(text, to: "hosts")
            let inventory = try Inventory(file: path)
            var everything = ""
            dump(inventory, to: &everything)
            let targets = try TargetResolver(inventory: inventory, account: .forTests()).resolve(["all"])
            dump(targets, to: &everything)
            #expect(leaks(everything).isEmpty)
            #expect(
                inventory.notes.map(\.description) == [
                    "\(folder.path)/host_vars/w2: encrypted by Ansible Vault; nothing in it is used",
                    "\(path): passwords are given for w[1-3]; trawl reads none from files: use keys, an agent, or "
                        + "--ask-password",
                ]
            )
        }
    }

    @Test("by a program that fails is told with what the program said")
    func programs() async throws {
        try await TemporaryFolder.with("ansible") { folder in
            let cases = [
                (
                    "echo 'no credentials' >&2; exit 3",
                    "the program exited with status 3: no credentials, run with --list"
                ),
                ("kill -9 $$", "the program was ended by signal 9, run with --list"),
                ("echo '{\"a\": [\"x\"]'", "what the program printed for --list is not JSON"),
                ("echo '[]'", "the program printed no JSON object"),
                (
                    "echo '{\"a\": {\"hosts\": {\"x\": 1}}, \"_meta\": {\"hostvars\": {}}}'",
                    "the hosts of the group \"a\" are no list of names"
                ),
                (
                    "yes 0123456789012345678901234567890123456789 | head -c 80000000",
                    "the program printed more than 64 MiB"
                ),
            ]
            for (place, (script, message)) in cases.enumerated() {
                let path = try await folder.install("#!/bin/sh\n\(script)\n", as: "program\(place)")
                let faults = try #require(throws: YAMLFaults.self) { try Inventory(file: path) }
                #expect(faults.description.hasPrefix("\(path): \(message)"), "\(faults)")
            }
        }
    }
}
