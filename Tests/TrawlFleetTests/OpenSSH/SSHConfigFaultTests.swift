import Foundation
import StrictYAML
import Testing
import TrawlFleet
import TrawlTestKit

@Suite("OpenSSH's client configuration")
struct SSHConfigFaultTests {
    @Test(
        "is refused where ssh refuses it, at the line",
        arguments: [
            "Port abc", "Port 70000", "Port 22 23", "IdentityFile", "IdentityFile \"\"", "User a b", "HostName",
            "HostName %x", "Match", "Match foo", "Match !foo", "Match host", "Match all host x", "Match user", "Host",
            "Include", "ProxyJump a,,b", "ConnectTimeout x", "ConnectTimeout -1", "IdentitiesOnly maybe", "User \"a",
            "UserKnownHostsFile", "HostKeyAlias a b", "ProxyJump u@%r-gw:%p", "IdentityFile a #b c",
        ]
    )
    func refused(line: String) async throws {
        try await TemporaryFolder.with("ssh-config") { folder in
            let file = try folder.write("Host other\nUser x\nHost *\n\(line)\n", to: "config").path
            let isRefused: Bool
            do {
                _ = try await SSHOracle(folder: folder).options("config", host: "a")
                isRefused = false
            } catch is SSHOracle.Refused {
                isRefused = true
            }
            let ours = Result { try OpenSSHConfiguration(files: [file], account: .forTests()) }
            switch ours {
            case .success: #expect(!isRefused, "\(line)")
            case .failure(let error): #expect(isRefused && "\(error)".hasPrefix("\(file):4: "), "\(line): \(error)")
            }
        }
    }

    @Test("says what it passes over, and why")
    func notes() async throws {
        try await TemporaryFolder.with("ssh-config") { folder in
            let text = """
                Match exec "touch \(folder.path)/was-run"
                  User one
                Match !exec "touch \(folder.path)/was-run" host a
                  User two
                Match localnetwork 10.0.0.0/8
                  User three
                Hostnme x
                Host *
                  User four
                """
            let file = try folder.write(text, to: "config").path
            let configuration = try OpenSSHConfiguration(files: [file], account: .forTests())
            #expect(configuration.options(for: "a").user == "four")
            #expect(
                configuration.notes.map(\.description) == [
                    "\(file):1: Match exec is never run here, so this block is passed over",
                    "\(file):3: Match exec is never run here, so this block is passed over",
                    "\(file):5: Match localnetwork cannot be told here, so this block is passed over",
                    "\(file):7: ssh knows no option \"hostnme\"; did you mean \"hostname\"?",
                ]
            )
            #expect(throws: (any Error).self) { try folder.read("was-run") }
        }
    }

    @Test("includes by pattern, in order, to a depth, and no file twice for ever")
    func include() async throws {
        try await TemporaryFolder.with("ssh-config") { folder in
            try folder.write("Host a\n  User from-b\n", to: "conf.d/b.conf")
            try folder.write("Host a\n  Port 7\nHost b\n  User from-a\n", to: "conf.d/a.conf")
            try folder.write("Include \(folder.path)/loop\n", to: "loop")
            let file = try folder.write(
                "Host b\nInclude \(folder.path)/conf.d/*.conf \(folder.path)/missing\nHost a\n Port 8\n User last\n",
                to: "config"
            ).path
            let configuration = try OpenSSHConfiguration(files: [file], account: .forTests())
            // What is included in a block for b is for b alone, whatever blocks it has of its own.
            #expect(configuration.options(for: "a").user == "last")
            #expect(configuration.options(for: "a").port == 8)
            #expect(configuration.options(for: "b").user == "from-a")
            let faults = #expect(throws: YAMLFaults.self) {
                try OpenSSHConfiguration(files: [folder.file("loop").path], account: .forTests())
            }
            #expect(faults?.description.hasSuffix("files include each other more than 16 deep") == true)
        }
    }

    @Test("that is not there is an empty one")
    func missing() throws {
        let configuration = try OpenSSHConfiguration(files: ["/nonexistent/config"], account: .forTests())
        #expect(configuration.options(for: "Web01").hostName == "web01")
    }
}
