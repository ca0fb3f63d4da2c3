import Foundation
import Testing
import TrawlTestKit

@Suite("OpenSSH's client configuration on the command line")
struct SSHConfigTests {
    private func list(_ folder: TemporaryFolder, _ arguments: [String]) async throws -> ChildProcess.Result {
        try await ChildProcess.run(
            ProjectFolder.trawl.path,
            ["inventory", "list", "web01"] + arguments,
            environment: ["HOME": folder.path, "NO_COLOR": "1", "SSH_AUTH_SOCK": "", "COLUMNS": "120"]
        )
    }

    @Test("is ~/.ssh/config unless another is named, or none")
    func choice() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("Host web01\nHostName 192.0.2.7\nUser fromhome\nProxyJump gate\n", to: ".ssh/config")
            let other = try folder.write("Host web*\nPort 2222\nUser other\n", to: "other").path
            let byHome = try await list(folder, ["--json"])
            #expect(byHome.output.contains(#""address":"192.0.2.7""#) && byHome.output.contains(#""user":"fromhome""#))
            #expect(byHome.output.contains(#""jump":["#), "\(byHome.output)")
            let byFile = try await list(folder, ["--json", "--ssh-config", other, "--jump", "ops@a:7,b"])
            #expect(byFile.output.contains(#""port":2222"#) && byFile.output.contains(#""user":"other""#))
            #expect(byFile.output.contains("ops@a:7"), "\(byFile.output)")
            let byNone = try await list(folder, ["--json", "--ssh-config", "none"])
            #expect(byNone.output.contains(#""address":"web01""#) && byNone.output.contains(#""port":22,"#))
            let overridden = try await list(folder, ["--json", "--user", "me", "--jump", "none"])
            #expect(overridden.output.contains(#""user":"me""#) && !overridden.output.contains("gate"))
        }
    }

    @Test("is told where it is wrong")
    func wrong() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write("Host web01\n  Port none\n", to: "config").path
            let wrong = try await list(folder, ["--ssh-config", file])
            #expect(wrong.exit == .status(78))
            #expect(wrong.errors.hasPrefix("trawl: \(file):2: port: a port is a number from 1 to 65535"))
            let missing = try await list(folder, ["--ssh-config", "/nonexistent/config"])
            #expect(missing.exit == .status(78))
            #expect(missing.errors == "trawl: /nonexistent/config: there is no such ssh configuration\n")
            let way = try await list(folder, ["--jump", "a b"])
            #expect(way.exit == .status(64))
        }
    }
}
