import Foundation
import Glibc
import Testing
import TrawlTestKit

@Suite("What is wrong is told where it is, and nothing is stored")
struct BadInputTests {
    /// Files, words of the command line, and what is to be said; `DIR` stands for the test's folder.
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        var files: [String: String] = [:]
        let arguments: [String]
        var status: Int32 = 78
        let errors: String

        var testDescription: String { what }
    }

    @Test(arguments: cases)
    func told(_ wrong: Case) async throws {
        try await TemporaryFolder.with { folder in
            for (name, text) in wrong.files { try folder.write(text, to: name) }
            let here: (String) -> String = { $0.replacing("DIR/", with: folder.path + "/") }
            let data = folder.file("data").path
            let environment = ["TRAWL_DATA_DIR": data, "HOME": folder.path, "NO_COLOR": "1", "SSH_AUTH_SOCK": ""]
            let done = try await ChildProcess.run(
                ProjectFolder.trawl.path,
                ["collect"] + wrong.arguments.map(here),
                environment: environment
            )
            #expect(done.exit == .status(wrong.status))
            #expect(done.errors.hasPrefix("trawl: " + here(wrong.errors)), "\(done.errors)")
            #expect(done.output.isEmpty)
            #expect(FileManager.default.fileExists(atPath: data) == false, "something was stored")
        }
    }

    @Test("A key that only its passphrase opens, and nobody to ask")
    func passphrase() async throws {
        try await TemporaryFolder.with { folder in
            let key = folder.file("key").path
            let made = try await ChildProcess.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", key])
            #expect(made.isSuccess, "\(made.errors)")
            let done = try await ChildProcess.run(
                ProjectFolder.trawl.path,
                ["collect", "127.0.1.1", "--command", "true", "--identity", key],
                environment: ["TRAWL_DATA_DIR": folder.file("data").path, "HOME": folder.path, "SSH_AUTH_SOCK": ""]
            )
            #expect(done.exit == .status(78))
            #expect(done.errors.hasPrefix("trawl: the key \(key) is encrypted and there was no passphrase: "))
            #expect(FileManager.default.fileExists(atPath: folder.file("data").path) == false)
        }
    }

    @Test("Who only looks at an inventory needs no key, and is told that one is missing")
    func lookingWithoutKey() async throws {
        try await TemporaryFolder.with { folder in
            let fleet = try folder.write("nodes:\n  a: {address: 192.0.2.1, identity: DIR/nokey}\n", to: "fleet.yaml")
            let list = try await ChildProcess.run(
                ProjectFolder.trawl.path,
                ["inventory", "list", "--inventory", fleet.path],
                environment: ["HOME": folder.path]
            )
            #expect(list.exit == .status(0))
            #expect(list.output.contains("192.0.2.1"))
            #expect(list.errors.hasPrefix("trawl: the key file ") && list.errors.contains("nokey cannot be read"))
            let expand = try await ChildProcess.run(
                ProjectFolder.trawl.path,
                ["inventory", "expand", "all", "--inventory", fleet.path],
                environment: ["HOME": folder.path]
            )
            #expect(expand.output == "a\n")
        }
    }

    private static let hosts = ["--hosts-file", "DIR/hosts", "--command", "true"]
    private static let inventory = ["all", "--inventory", "DIR/fleet.yaml", "--command", "true"]

    private static let cases = [
        Case(
            what: "a hosts file that is not there",
            arguments: hosts,
            errors: "DIR/hosts: the file cannot be read: No such file or directory\n"
        ),
        Case(
            what: "an empty hosts file",
            files: ["hosts": "# nobody\n"],
            arguments: hosts,
            errors: "the hosts file DIR/hosts names no hosts; "
        ),
        Case(
            what: "a host twice",
            files: ["hosts": "# first\n192.0.2.1\n192.0.2.1\n"],
            arguments: hosts,
            errors: "DIR/hosts:3: \"192.0.2.1\" is given here and on line 2\n"
        ),
        Case(
            what: "a host that would leave its folder",
            files: ["hosts": "192.0.2.1\n../evil\n"],
            arguments: hosts,
            errors: "DIR/hosts:2: node name \"../evil\" cannot be used: "
        ),
        Case(
            what: "a node that would leave its folder",
            files: ["fleet.yaml": "nodes:\n  ../evil: {address: 192.0.2.1}\n"],
            arguments: inventory,
            errors: "DIR/fleet.yaml:2:3: node name \"../evil\" cannot be used: it begins with a dot\n"
        ),
        Case(
            what: "a target that would leave its folder",
            arguments: ["../evil", "--command", "true"],
            errors: "node name \"../evil\" cannot be used: "
        ),
        Case(
            what: "a node twice",
            files: ["fleet.yaml": "nodes:\n  a: {address: 192.0.2.1}\n  a: {address: 192.0.2.2}\n"],
            arguments: inventory,
            errors: "DIR/fleet.yaml:3:3: \"a\" is given twice; the first is on line 2\n"
        ),
        Case(
            what: "an unknown field",
            files: ["fleet.yaml": "nodes:\n  a: {address: 192.0.2.1, prot: 22}\n"],
            arguments: inventory,
            errors: "DIR/fleet.yaml:2:27: unknown field \"prot\"; did you mean \"port\"?\n"
        ),
        Case(
            what: "YAML that is none",
            files: ["fleet.yaml": "nodes: [\n"],
            arguments: inventory,
            errors: "DIR/fleet.yaml:"
        ),
        Case(
            what: "a key that is not there",
            arguments: ["192.0.2.1", "--command", "true", "--identity", "DIR/nokey"],
            errors: "the key file DIR/nokey cannot be read"
        ),
        Case(
            what: "a key that is none",
            files: ["key": "no key\n"],
            arguments: ["192.0.2.1", "--command", "true", "--identity", "DIR/key"],
            errors: "DIR/key is not a private key: "
        ),
        Case(
            what: "an unknown profile",
            arguments: ["192.0.2.1", "--profile", "linx"],
            errors: "there is no profile \"linx\""
        ),
        Case(
            what: "a profile with mistakes",
            files: ["mine.yaml": "name: mine\nsteps:\n  - name: a\n    runn: x\n    timeout: 5\n"],
            arguments: ["192.0.2.1", "--profile", "DIR/mine.yaml"],
            errors: """
                DIR/mine.yaml:3:5: the field "run" is missing
                DIR/mine.yaml:4:5: unknown field "runn"; did you mean "run"?
                DIR/mine.yaml:5:14: 5 has no unit; write 5s for seconds or 5m for minutes

                """
        ),
        Case(
            what: "an empty command",
            arguments: ["192.0.2.1", "--command", ""],
            status: 64,
            errors: "--command number 1 is empty.\n"
        ),
        Case(
            what: "a lease that no shell can count",
            arguments: ["192.0.2.1", "--command", "true", "--lease", "4500ms"],
            status: 64,
            errors: "The value '4500ms' is invalid for '--lease <time>': it must be in whole seconds, from 4s to 1d"
        ),
        Case(
            what: "a data directory that cannot be made",
            arguments: ["192.0.2.1", "--command", "true", "--data-dir", "/proc/trawl"],
            errors: "Cannot make the data directory /proc/trawl: No such file or directory.\n"
        ),
    ]
}
