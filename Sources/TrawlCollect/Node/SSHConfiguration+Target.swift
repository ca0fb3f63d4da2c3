import SSHClient
import TrawlDomain
import TrawlFleet

extension SSHConfiguration {
    /// How a target is reached and signed in to.
    init(_ target: NodeTarget, _ settings: ConnectionSettings, _ keys: KeyRing.Keys, timeouts: SSHTimeouts) {
        self.init(
            host: target.address,
            port: target.port,
            user: settings.user,
            credentials: keys.credentials,
            hostKeys: keys.hostKeys,
            timeouts: timeouts.connecting(within: settings.connectTimeout)
        )
        hostKeyName = settings.hostKeyName
    }
}

extension SSHTimeouts {
    /// The same, with a host's own limit for connecting, in seconds, where it has one.
    func connecting(within seconds: Int?) -> SSHTimeouts {
        guard let seconds, seconds > 0 else { return self }
        var timeouts = self
        timeouts.connect = .seconds(seconds)
        return timeouts
    }
}
