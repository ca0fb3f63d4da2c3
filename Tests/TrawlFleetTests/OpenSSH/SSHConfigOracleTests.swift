import Foundation
import StrictYAML
import Testing
import TrawlFleet
import TrawlTestKit

@Suite("OpenSSH's client configuration against ssh -G", .timeLimit(.minutes(5)))
struct SSHConfigOracleTests {
    private let account = LocalAccount.forTests(userName: NSUserName())

    @Test("comes to the same whatever is written")
    func anything() async throws {
        let seed = TortureSize.seed
        try await TemporaryFolder.with("ssh-config") { folder in
            let oracle = SSHOracle(folder: folder)
            var random = SeededNumbers(seed: seed)
            var refused = 0
            for _ in 0..<TortureSize.of(60, torture: 1000) {
                let part = SSHConfigTexts.configuration(&random, including: folder.file("none*").path)
                let text = SSHConfigTexts.configuration(&random, including: folder.file("part*").path)
                try folder.write(part, to: "part.conf")
                try folder.write(text, to: "config")
                for host in SSHConfigTexts.hosts {
                    let user = Int.random(in: 0..<4, using: &random) == 0 ? "ops" : nil
                    let theirs: [String: String]
                    do {
                        theirs = try await oracle.options("config", host: host, user: user)
                    } catch let error as SSHOracle.Refused {
                        // The only thing that ssh refuses here: a host that is to be reached by way of itself.
                        refused += 1
                        let proxy = try read(folder).options(for: host, user: user).proxy
                        #expect(
                            proxy == .jump("gate") && error.description.contains("jumphost loop"),
                            "\(text)\n\(error)"
                        )
                        continue
                    }
                    let ours = try read(folder).options(for: host, user: user)
                    for (field, value) in SSHOracle.described(ours, account: account.userName) {
                        #expect(
                            value == theirs[field],
                            "\(field) of \(host), user \(user ?? ""), seed \(seed)\n\(text)\n--- part.conf\n\(part)"
                        )
                    }
                }
            }
            #expect(refused < 100)
        }
    }

    private func read(_ folder: TemporaryFolder) throws -> OpenSSHConfiguration {
        try OpenSSHConfiguration(files: [folder.file("config").path], account: account)
    }
}
