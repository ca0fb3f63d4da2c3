/// What one place says about connecting: the defaults, a group, a node, a hosts file, or the command line.
///
/// What is nil is left to the place below it.
package struct ConnectionChoices: Hashable, Sendable {
    package var user: String?
    package var port: Int?
    /// As it was written; see ``LocalAccount/absolute(_:)``.
    package var identityFiles: [String]?
    /// Who named the identity files, for messages: a place in a file, or an option.
    package var identityOrigin: String?
    package var knownHostsFiles: [String]?
    package var hostKeyChecking: HostKeyChecking?
    /// The name under which the host key is looked up; nil for the address.
    package var hostKeyName: String?
    /// Whether an ssh-agent is asked, where there is one.
    package var usesAgent: Bool?
    /// Hosts on the way, the nearest first; empty for none, whatever stands below.
    package var jump: [HostAddress]?
    /// The longest that connecting may take, in seconds; 0 leaves it to the job, whatever stands below.
    package var connectTimeout: Int?

    package init(
        user: String? = nil,
        port: Int? = nil,
        identityFiles: [String]? = nil,
        identityOrigin: String? = nil,
        knownHostsFiles: [String]? = nil,
        hostKeyChecking: HostKeyChecking? = nil,
        hostKeyName: String? = nil,
        usesAgent: Bool? = nil,
        jump: [HostAddress]? = nil,
        connectTimeout: Int? = nil
    ) {
        self.user = user
        self.port = port
        self.identityFiles = identityFiles
        self.identityOrigin = identityOrigin
        self.knownHostsFiles = knownHostsFiles
        self.hostKeyChecking = hostKeyChecking
        self.hostKeyName = hostKeyName
        self.usesAgent = usesAgent
        self.jump = jump
        self.connectTimeout = connectTimeout
    }

    /// These choices, and where they are silent, those of the place below.
    package func over(_ below: ConnectionChoices) -> ConnectionChoices {
        ConnectionChoices(
            user: user ?? below.user,
            port: port ?? below.port,
            identityFiles: identityFiles ?? below.identityFiles,
            identityOrigin: identityFiles == nil ? below.identityOrigin : identityOrigin,
            knownHostsFiles: knownHostsFiles ?? below.knownHostsFiles,
            hostKeyChecking: hostKeyChecking ?? below.hostKeyChecking,
            hostKeyName: hostKeyName ?? below.hostKeyName,
            usesAgent: usesAgent ?? below.usesAgent,
            jump: jump ?? below.jump,
            connectTimeout: connectTimeout ?? below.connectTimeout
        )
    }
}
