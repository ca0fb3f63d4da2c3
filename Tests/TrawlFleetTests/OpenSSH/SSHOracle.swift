import Foundation
import TrawlFleet
import TrawlTestKit

/// OpenSSH's own `ssh -G`, which says what it would do and connects to nobody.
struct SSHOracle {
    let folder: TemporaryFolder

    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// What ssh would go by, in the words of ``described(_:)``.
    ///
    /// - Throws: ``Refused`` with ssh's words where it refuses the file.
    func options(
        _ file: String,
        host: String,
        user: String? = nil,
        port: Int? = nil
    ) async throws -> [String: String] {
        var arguments = ["-G", "-F", folder.file(file).path]
        if let user { arguments += ["-l", user] }
        if let port { arguments += ["-p", "\(port)"] }
        let run = try await ChildProcess.run("ssh", arguments + ["--", host])
        guard run.isSuccess else { throw Refused(description: run.errors) }
        var found: [String: [String]] = [:]
        for line in run.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2 { found[String(words[0]), default: []].append(String(words[1])) }
        }
        return Dictionary(uniqueKeysWithValues: Self.fields.map { ($0, found[$0]?.joined(separator: "|") ?? "") })
    }

    /// Ours in ssh's words, with ssh's own defaults where nothing was said.
    static func described(_ options: SSHOptions, account: String) -> [String: String] {
        let standardKeys = [
            "~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ecdsa_sk", "~/.ssh/id_ed25519", "~/.ssh/id_ed25519_sk",
            "~/.ssh/id_xmss", "~/.ssh/id_dsa",
        ]
        // Of these alone, ssh shows what became of ~.
        let home = NSHomeDirectoryForUser(account) ?? ""
        var jump = ""
        var command = ""
        switch options.proxy {
        case .jump(let hosts): jump = hosts
        case .command(let proxy): command = proxy.text
        case .some(.none), nil: break
        }
        return [
            "hostname": options.hostName ?? "",
            "user": options.user ?? account,
            "port": "\(options.port ?? 22)",
            "identityfile":
                (options.identityFiles.isEmpty ? standardKeys : options.identityFiles).joined(separator: "|"),
            "identitiesonly": options.identitiesOnly == true ? "yes" : "no",
            "identityagent": options.identityAgent ?? "",
            "hostkeyalias": options.hostKeyAlias ?? "",
            "userknownhostsfile":
                (options.userKnownHosts ?? ["\(home)/.ssh/known_hosts", "\(home)/.ssh/known_hosts2"])
                .joined(separator: " "),
            "globalknownhostsfile":
                (options.globalKnownHosts ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"])
                .joined(separator: " "),
            "proxyjump": jump,
            "proxycommand": command,
            "connecttimeout": options.connectTimeout.map { "\($0)" } ?? "none",
        ]
    }

    private static let fields = [
        "hostname", "user", "port", "identityfile", "identitiesonly", "identityagent", "hostkeyalias",
        "userknownhostsfile", "globalknownhostsfile", "proxyjump", "proxycommand", "connecttimeout",
    ]
}
