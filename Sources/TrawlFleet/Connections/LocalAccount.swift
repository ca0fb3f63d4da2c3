import Foundation

/// The account that trawl runs under, as the executable found it: what the defaults are taken from.
package struct LocalAccount: Sendable {
    package let userName: String
    package let homeDirectory: String
    /// What relative paths of the command line are relative to.
    package let workingDirectory: String
    /// `SSH_AUTH_SOCK`, nil where it is not set or empty.
    package let agentSocket: String?
    /// Whether there is a readable file at an absolute path.
    package let canRead: @Sendable (String) -> Bool
    /// An environment variable, for the texts of ssh_config(5) that name one.
    package let variable: @Sendable (String) -> String?

    package init(
        userName: String,
        homeDirectory: String,
        workingDirectory: String,
        agentSocket: String?,
        canRead: @escaping @Sendable (String) -> Bool,
        variable: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.userName = userName
        self.homeDirectory = homeDirectory
        self.workingDirectory = workingDirectory
        self.agentSocket = agentSocket.flatMap { $0.isEmpty ? nil : $0 }
        self.canRead = canRead
        self.variable = variable
    }

    /// A path as it was written, made absolute: `~` and `~/…` are the home directory; other users' homes are not known.
    package func absolute(_ path: String) -> String {
        if path == "~" { return homeDirectory }
        if path.hasPrefix("~/") { return joined(homeDirectory, String(path.dropFirst(2))) }
        return path.hasPrefix("/") ? path : joined(workingDirectory, path)
    }

    /// The keys that ssh(1) tries too, those that are there.
    package var identityFiles: [String] {
        ["id_ed25519", "id_ecdsa", "id_rsa"].map { joined(homeDirectory, ".ssh/\($0)") }.filter(canRead)
    }

    package var knownHostsFiles: [String] {
        [joined(homeDirectory, ".ssh/known_hosts"), "/etc/ssh/ssh_known_hosts"]
    }

    private func joined(_ folder: String, _ path: String) -> String {
        folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }
}
