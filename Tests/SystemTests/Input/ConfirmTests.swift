import Foundation
import Testing
import TrawlTestKit

@Suite("A job over very many nodes is meant twice")
struct ConfirmTests {
    private func collect(
        _ folder: TemporaryFolder,
        _ arguments: [String] = [],
        _ variables: [String: String] = [:],
        terminal: ChildTerminal? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            ProjectFolder.trawl.path,
            ["collect", "nobody[1-11].invalid", "--command", "true", "--progress", "none"] + arguments,
            environment: [
                "HOME": folder.path, "TRAWL_DATA_DIR": folder.file("data").path, "SSH_AUTH_SOCK": "", "NO_COLOR": "1",
            ].merging(variables) { $1 },
            terminal: terminal
        )
    }

    /// Something to sign in with, without which nothing is begun.
    private func key(in folder: TemporaryFolder) async throws -> [String] {
        let path = folder.file("key").path
        let made = try await ChildProcess.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path])
        try #require(made.isSuccess, "\(made.errors)")
        return ["--identity", path]
    }

    private func hasStored(_ folder: TemporaryFolder) -> Bool {
        FileManager.default.fileExists(atPath: folder.file("data").path)
    }

    @Test("and refused where nobody can be asked")
    func refused() async throws {
        try await TemporaryFolder.with { folder in
            let above = try await collect(folder, [], ["TRAWL_CONFIRM_ABOVE": "10"]).result()
            #expect(above.exit == .status(64))
            #expect(above.errors == "trawl: this is a job over 11 nodes, more than 10: give --yes\n")
            #expect(!hasStored(folder))
            let wrong = try await collect(folder, [], ["TRAWL_CONFIRM_ABOVE": "ten"]).result()
            #expect(wrong.exit == .status(78))
            let key = try await key(in: folder)
            let option = try await collect(folder, ["--confirm-above", "11"] + key, ["TRAWL_CONFIRM_ABOVE": "10"])
                .result()
            #expect(option.exit == .status(4))
            let yes = try await collect(folder, ["--yes"] + key, ["TRAWL_CONFIRM_ABOVE": "10"]).result()
            #expect(yes.exit == .status(4))
        }
    }

    @Test("on a terminal by an answer")
    func asked() async throws {
        try await TemporaryFolder.with { folder in
            let terminal = ChildTerminal(rows: 24, columns: 100)
            let no = try collect(folder, ["--confirm-above", "10"], terminal: terminal)
            try await no.sees("trawl: this is a job over 11 nodes. Go on? [y/N] ")
            no.type("\n")
            #expect(try await no.result().exit == .status(1))
            #expect(!hasStored(folder))
            let yes = try await collect(folder, ["--confirm-above", "10"] + key(in: folder), terminal: terminal)
            try await yes.sees("Go on? [y/N] ")
            yes.type("y\n")
            #expect(try await yes.result().exit == .status(4))
        }
    }
}
