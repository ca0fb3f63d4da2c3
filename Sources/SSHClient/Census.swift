import NIOConcurrencyHelpers

/// Counts what a client has alive, so that a test can see that nothing is left behind.
package final class Census: Sendable {
    private let counts = NIOLockedValueBox((sessions: 0, channels: 0))

    /// libssh2 sessions that were made and not freed.
    package var sessions: Int { counts.withLockedValue(\.sessions) }
    /// libssh2 channels that were opened and not freed.
    package var channels: Int { counts.withLockedValue(\.channels) }

    func count(sessions: Int = 0, channels: Int = 0) {
        counts.withLockedValue {
            $0.sessions += sessions
            $0.channels += channels
        }
    }
}
