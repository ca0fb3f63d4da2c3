import SSHClient

/// Loads the keys that a job may sign in with, and asks for the passphrases of those that need one.
struct CredentialCollector {
    /// A key file, and whether somebody named it; those that are tried by custom may be unusable.
    struct Identity: Hashable {
        var path: String
        var isNamed: Bool
    }

    /// Asks a person; nil where nobody can be asked.
    let ask: (String) throws(CommandFailure) -> Secret?
    /// Whether an agent may hold a key whose passphrase nobody gives.
    let hasAgent: Bool
    /// Says what a person should know, and goes on.
    let warn: (String) -> Void

    /// The keys of the files, in no order.
    ///
    /// - Throws: ``CommandFailure`` where a named key cannot be used.
    func keys(of identities: [Identity]) throws(CommandFailure) -> [String: SSHPrivateKey] {
        var keys: [String: SSHPrivateKey] = [:]
        for identity in identities where keys[identity.path] == nil {
            keys[identity.path] = try key(of: identity)
        }
        return keys
    }

    private func key(of identity: Identity) throws(CommandFailure) -> SSHPrivateKey? {
        do {
            return try SSHPrivateKey(contentsOf: identity.path)
        } catch {
            guard error.code == .passphraseNeeded else {
                if identity.isNamed { throw CommandFailure(error.message, status: .configuration) }
                warn(error.message)
                return nil
            }
        }
        // The agent is asked first anyway; a key that is tried by custom is worth no question then.
        if !identity.isNamed, hasAgent { return nil }
        return try unlocked(identity)
    }

    private func unlocked(_ identity: Identity) throws(CommandFailure) -> SSHPrivateKey? {
        var question = "Passphrase for \(identity.path): "
        for _ in 0..<3 {
            guard let passphrase = try ask(question), !passphrase.isEmpty else {
                if !identity.isNamed || hasAgent { return nil }
                throw CommandFailure(
                    "the key \(identity.path) is encrypted and there was no passphrase: give it on a terminal, or add the "
                        + "key to an ssh-agent",
                    status: .configuration
                )
            }
            do {
                return try SSHPrivateKey(contentsOf: identity.path, passphrase: passphrase)
            } catch {
                guard error.code == .wrongPassphrase else {
                    throw CommandFailure(error.message, status: .configuration)
                }
                question = "That is not it. Passphrase for \(identity.path): "
            }
        }
        throw CommandFailure(
            "the passphrase for the key \(identity.path) was wrong three times",
            status: .configuration
        )
    }
}
