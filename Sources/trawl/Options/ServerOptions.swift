import ArgumentParser
import TrawlServer

/// The settings of a server that have an option of their own, and a way to give all others.
struct ServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file with the settings.",
            discussion: "Without it TRAWL_CONFIG, ~/.config/trawl/trawl.yaml, /etc/trawl/trawl.yaml.",
            valueName: "file"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config: String?

    @Option(help: ArgumentHelp("The address to listen on (default: 127.0.0.1).", valueName: "address"))
    var listen: String?

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one (default: 7422).", valueName: "port"))
    var port: String?

    @Option(
        help: ArgumentHelp("The certificate chain for TLS, in PEM.", valueName: "file"),
        completion: .file()
    )
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's private key, in PEM.", valueName: "file"), completion: .file())
    var tlsKey: String?

    @Flag(help: "Listen without TLS beyond this machine: a proxy in front does it.")
    var behindProxy = false

    @Option(
        help: ArgumentHelp("The inventory that names the nodes.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var inventory: String?

    @Option(
        name: .customLong("profiles"),
        help: ArgumentHelp("Look for profiles here first; may be given several times.", valueName: "dir"),
        completion: .directory
    )
    var profileFolders: [String] = []

    @Option(
        name: .customLong("identity"),
        help: ArgumentHelp("Sign in with this private key; may be given several times.", valueName: "file"),
        completion: .file()
    )
    var identities: [String] = []

    @Option(
        help: ArgumentHelp("Check host keys by this file; may be given several times.", valueName: "file"),
        completion: .file()
    )
    var knownHosts: [String] = []

    @Option(name: .customLong("host-key"), help: "What to do about host keys.")
    var hostKeyPolicy: HostKeyChoice?

    @Option(
        name: .customLong("ssh-config"),
        help: ArgumentHelp(
            "The OpenSSH client configuration to go by, or none (default: ~/.ssh/config, /etc/ssh/ssh_config).",
            valueName: "file|none"
        ),
        completion: .file()
    )
    var sshConfig: String?

    @Option(help: ArgumentHelp("How log lines are written: auto, text or json.", valueName: "format"))
    var logFormat: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Any other setting of the file, such as run.concurrency=200.", valueName: "key=value"),
        transform: SettingArgument.init(parsing:)
    )
    var others: [SettingArgument] = []

    @OptionGroup var dataDirectory: DataDirectoryOption

    /// What was given, by setting; a later `--set` goes over an earlier one, and an option of its own over both.
    var flags: [ServerSetting: [String]] {
        var flags: [ServerSetting: [String]] = [:]
        for other in others {
            switch other.setting.kind {
            case .texts: flags[other.setting] = other.value.split(separator: ",").map(String.init)
            case .text, .number, .flag, .duration, .bytes, .choice: flags[other.setting] = [other.value]
            }
        }
        for (setting, _, values) in own where !values.isEmpty { flags[setting] = values }
        return flags
    }

    /// What to call the settings in messages, for those that were given by an option of their own.
    var names: [ServerSetting: String] {
        Dictionary(uniqueKeysWithValues: own.filter { !$0.values.isEmpty }.map { ($0.setting, $0.option) })
    }

    private var own: [(setting: ServerSetting, option: String, values: [String])] {
        [
            (.listenAddress, "--listen", listen.map { [$0] } ?? []),
            (.listenPort, "--port", port.map { [$0] } ?? []),
            (.tlsCertificate, "--tls-certificate", tlsCertificate.map { [$0] } ?? []),
            (.tlsKey, "--tls-key", tlsKey.map { [$0] } ?? []),
            (.behindProxy, "--behind-proxy", behindProxy ? ["true"] : []),
            (.dataDirectory, "--data-dir", dataDirectory.path.map { [$0] } ?? []),
            (.inventory, "--inventory", inventory.map { [$0] } ?? []),
            (.profiles, "--profiles", profileFolders),
            (.identities, "--identity", identities),
            (.knownHosts, "--known-hosts", knownHosts),
            (.hostKey, "--host-key", hostKeyPolicy.map { [$0.rawValue] } ?? []),
            (.sshConfig, "--ssh-config", sshConfig.map { [$0] } ?? []),
            (.logFormat, "--log-format", logFormat.map { [$0] } ?? []),
        ]
    }
}
