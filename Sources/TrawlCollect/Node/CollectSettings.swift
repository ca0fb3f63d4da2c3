package import SSHClient

/// How nodes are worked on, whatever the job.
package struct CollectSettings: Sendable {
    /// Between TERM and KILL when remote work is ended; whole seconds.
    package var grace: Duration
    /// How long a step outlives the last sign of life from here; zero is without lease; whole seconds.
    package var lease: Duration
    package var timeouts: SSHTimeouts

    package init(
        grace: Duration = .seconds(5),
        lease: Duration = .seconds(60),
        timeouts: SSHTimeouts = SSHTimeouts()
    ) {
        self.grace = grace
        self.lease = lease
        self.timeouts = timeouts
    }
}
