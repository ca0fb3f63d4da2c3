package import SSHClient

/// What an operator typed in; in memory only, for the life of the process.
package struct CollectSecrets: Sendable {
    /// Tried after the keys.
    package var password: Secret?
    /// Private keys that are ready to sign, by the path that names them; any other is read without a passphrase.
    package var keys: [String: SSHPrivateKey]

    package init(password: Secret? = nil, keys: [String: SSHPrivateKey] = [:]) {
        self.password = password
        self.keys = keys
    }
}
