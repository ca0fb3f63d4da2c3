import SSHClient

/// The secrets that a job signs in with: asked for once, before it starts, and held in memory only.
struct Credentials: Sendable {
    /// For nodes that take passwords; nil where none was asked for.
    var password: Secret?
    /// Private keys that are ready to sign, by the path that names them.
    var keys: [String: SSHPrivateKey] = [:]
}
