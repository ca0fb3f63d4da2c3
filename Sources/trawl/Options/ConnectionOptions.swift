import ArgumentParser
import SSHClient
import TrawlFleet

/// How to reach the nodes and sign in there; over whatever the inventory says.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Sign in as this user.", valueName: "name"))
    var user: String?

    @Option(
        help: ArgumentHelp("The port that the nodes' sshd listens on.", valueName: "port"),
        transform: MeasureArgument.number(1...65535)
    )
    var port: Int?

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

    @Option(
        name: .customLong("host-key"),
        help: "What to do about host keys: only known ones, new ones too, or no check at all."
    )
    var hostKeyPolicy: HostKeyChoice?

    @Option(
        name: .customLong("jump"),
        help: ArgumentHelp(
            "Reach the nodes by way of these hosts, the nearest first; none goes to them directly.",
            valueName: "[user@]host[:port]"
        ),
        transform: JumpArgument.hosts
    )
    var jump: [HostAddress]?

    @Option(
        name: .customLong("ssh-config"),
        help: ArgumentHelp(
            "The OpenSSH client configuration to go by, or none (default: ~/.ssh/config, /etc/ssh/ssh_config).",
            valueName: "file|none"
        ),
        completion: .file()
    )
    var sshConfig: String?

    @Flag(help: "Ask for a password on the terminal, for nodes that take one.")
    var askPassword = false

    @Option(
        help: ArgumentHelp(
            "The longest that each of name look-up, connecting and SSH handshake may take (default: 10s, 10s, 15s).",
            valueName: "time"
        ),
        transform: MeasureArgument.duration
    )
    var connectTimeout: Duration?

    /// How long each part of a session may take.
    var timeouts: SSHTimeouts {
        guard let limit = connectTimeout else { return SSHTimeouts() }
        return SSHTimeouts(resolve: limit, connect: limit, handshake: limit)
    }
}
