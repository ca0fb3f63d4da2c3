import Glibc
import StrictYAML

extension OpenSSHConfiguration {
    /// What the configuration says of one host, in the terms of every other place.
    struct Host {
        /// Where it answers; nil where the configuration says nothing of it.
        let address: String?
        let choices: ConnectionChoices
        /// The agent to ask in place of the account's own.
        let agentSocket: String?
        /// A way to the host that cannot be gone here, where nobody says a better one.
        let command: SSHOptions.ProxyCommand?
    }

    /// What holds for a host that is given by this name; `user` and `port` are what stronger places say.
    ///
    /// Key files that are not there are left out, as ssh leaves them out.
    func host(_ name: String, user: String?, port: Int?) -> Host {
        let options = options(for: name, user: user, port: port)
        let texts = SSHTexts(options: options, name: name, account: account)
        var choices = ConnectionChoices(
            user: options.user,
            port: options.port,
            hostKeyName: options.hostKeyAlias,
            connectTimeout: options.connectTimeout
        )
        if !options.identityFiles.isEmpty {
            choices.identityFiles = options.identityFiles.filter { $0.lowercased() != "none" }.map(texts.path)
                .filter(account.canRead)
            choices.identityOrigin = options.identityOrigin?.description
        }
        if options.userKnownHosts != nil || options.globalKnownHosts != nil {
            let custom = account.knownHostsFiles
            let user = options.userKnownHosts ?? Array(custom.prefix(1))
            let global = options.globalKnownHosts ?? Array(custom.dropFirst())
            choices.knownHostsFiles = (user + global).filter { $0.lowercased() != "none" }.map(texts.path)
        }
        var agentSocket: String?
        switch options.identityAgent {
        case nil, "SSH_AUTH_SOCK": break
        case let agent? where agent.lowercased() == "none": choices.usesAgent = false
        case let agent?: agentSocket = texts.agent(agent)
        }
        // Keys of the agent are only tried where the named files alone cannot do.
        if options.identitiesOnly == true, choices.identityFiles?.isEmpty == false { choices.usesAgent = false }
        var command: SSHOptions.ProxyCommand?
        switch options.proxy {
        case nil: break
        case .some(.none): choices.jump = []
        case .jump(let hosts): choices.jump = SSHJump.hosts(texts.replaced(hosts, tokens: "hnpr"))
        case .command(let proxy): command = proxy
        }
        let address = options.hostName == name.lowercased() ? nil : options.hostName
        return Host(address: address, choices: choices, agentSocket: agentSocket, command: command)
    }
}

/// Replaces `~`, tokens and variables in the texts of one host's options (ssh_config(5), TOKENS and ENVIRONMENT
/// VARIABLES).
private struct SSHTexts {
    private let values: [Character: String]
    private let account: LocalAccount

    init(options: SSHOptions, name: String, account: LocalAccount) {
        self.account = account
        let local = Self.localName
        values = [
            "d": account.homeDirectory, "h": options.hostName ?? name, "i": "\(getuid())",
            "k": options.hostKeyAlias ?? name, "L": String(local.prefix { $0 != "." }), "l": local, "n": name,
            "p": "\(options.port ?? 22)", "r": options.user ?? account.userName, "u": account.userName,
        ]
    }

    /// A file's absolute path.
    func path(_ text: String) -> String {
        account.absolute(variables(SSHTokens.replaced(in: text, by: values)))
    }

    /// An agent's socket, which may be named by a variable alone: `$NAME`.
    func agent(_ text: String) -> String? {
        if text.hasPrefix("$"), !text.hasPrefix("${") { return account.variable(String(text.dropFirst())) }
        return path(text)
    }

    func replaced(_ text: String, tokens: String) -> String {
        SSHTokens.replaced(in: text, by: values.filter { tokens.contains($0.key) })
    }

    /// A text with each `${NAME}` replaced; of a variable that is not set, nothing is left.
    private func variables(_ text: String) -> String {
        text.replacing(/\$\{([^}]*)\}/) { account.variable(String($0.output.1)) ?? "" }
    }

    private static var localName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
