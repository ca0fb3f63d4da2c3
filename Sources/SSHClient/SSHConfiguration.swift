/// Where to connect, as whom, and whom to believe.
public struct SSHConfiguration: Sendable {
    /// A host name or a numeric address.
    public var host: String
    /// The TCP port.
    public var port: Int
    /// The account to sign in to.
    public var user: String
    /// Tried in this order, those of a method that the server does not offer left out.
    public var credentials: [SSHCredential]
    /// Which host keys are believed.
    public var hostKeys: HostKeyBook
    /// The name under which the server's key is looked up, whatever the port (`HostKeyAlias`); nil for host and port.
    public var hostKeyName: String?
    /// Servers on the way, the nearest first, each with its own sign-in and host-key check; their own `jump` is not asked.
    public var jump: [SSHConfiguration] = []
    /// How long each part may take.
    public var timeouts: SSHTimeouts

    /// Names a server and what opens it.
    public init(
        host: String,
        port: Int = 22,
        user: String,
        credentials: [SSHCredential],
        hostKeys: HostKeyBook,
        timeouts: SSHTimeouts = SSHTimeouts()
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.credentials = credentials
        self.hostKeys = hostKeys
        self.timeouts = timeouts
    }
}
