/// Why a node failed or never started, for programs; ``NodeFailure/message`` is for people.
package enum FailureCode: String, CaseIterable, Codable, Sendable {
    /// The name has no address.
    case resolveFailed = "RESOLVE_FAILED"
    /// The node answered that nobody listens there, or there is no way to it.
    case connectRefused = "CONNECT_REFUSED"
    case connectTimeout = "CONNECT_TIMEOUT"
    /// Connected, but no SSH banner or key exchange in time.
    case handshakeTimeout = "HANDSHAKE_TIMEOUT"
    /// What answered does not speak SSH as we do.
    case handshakeFailed = "HANDSHAKE_FAILED"
    case hostKeyUnknown = "HOST_KEY_UNKNOWN"
    case hostKeyChanged = "HOST_KEY_CHANGED"
    case hostKeyRevoked = "HOST_KEY_REVOKED"
    case authRejected = "AUTH_REJECTED"
    case authTimeout = "AUTH_TIMEOUT"
    /// A key, a passphrase or an agent on our side could not be used.
    case credentialUnusable = "CREDENTIAL_UNUSABLE"
    /// The connection ended under us.
    case disconnected = "DISCONNECTED"
    /// The node would not open a channel or run a command.
    case execRefused = "EXEC_REFUSED"
    /// A step that must succeed exited with another status than 0.
    case stepFailed = "STEP_FAILED"
    /// A step was ended by a signal that trawl did not send.
    case stepSignalled = "STEP_SIGNALLED"
    case stepTimeout = "STEP_TIMEOUT"
    /// The step's end was never seen, so nobody knows how it ended.
    case stepUnfinished = "STEP_UNFINISHED"
    /// The step's output was longer than its limit.
    case stepTruncated = "STEP_TRUNCATED"
    /// The node as a whole took too long.
    case nodeTimeout = "NODE_TIMEOUT"
    case jobDeadline = "JOB_DEADLINE"
    case maxFailures = "MAX_FAILURES"
    /// Our own disk would not take what the node sent.
    case storageFailed = "STORAGE_FAILED"
    /// The process that worked on the node is gone.
    case interrupted = "INTERRUPTED"
    /// Cancelled before it ended.
    case cancelled = "CANCELLED"
    /// A fault of trawl's own.
    case `internal` = "INTERNAL"
}
