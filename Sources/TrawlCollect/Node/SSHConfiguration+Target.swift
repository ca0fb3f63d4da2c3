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
        jump = keys.hops.map { hop in
            var configuration = SSHConfiguration(
                host: hop.host.address,
                port: hop.host.port,
                user: hop.host.settings.user,
                credentials: hop.keys.credentials,
                hostKeys: hop.keys.hostKeys,
                timeouts: timeouts.connecting(within: hop.host.settings.connectTimeout)
            )
            configuration.hostKeyName = hop.host.settings.hostKeyName
            return configuration
        }
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
