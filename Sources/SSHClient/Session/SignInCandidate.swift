/// One thing to try when signing in.
enum SignInCandidate {
    case key(SSHPrivateKey)
    case agent(SSHAgent, SSHPublicKey)
    case password(Secret)
    case prompts(@Sendable (KeyboardInteractiveChallenge) -> [Secret])

    /// The method (RFC 4252) by which it would be tried; nil where none of its methods is offered.
    func method(among offered: [String]) -> String? {
        let own =
            switch self {
            case .key, .agent: ["publickey"]
            case .password: ["password", "keyboard-interactive"]
            case .prompts: ["keyboard-interactive"]
            }
        return own.first(where: offered.contains)
    }

    /// What it is, for an error: never the secret.
    var name: String {
        switch self {
        case .key(let key): "key \(key.publicKey.label)"
        case .agent(_, let key): "agent key \(key.label)"
        case .password: "password"
        case .prompts: "keyboard-interactive"
        }
    }
}

extension SSHPublicKey {
    /// The key's comment, or else its fingerprint.
    fileprivate var label: String { comment.isEmpty ? fingerprint : "\(comment) (\(algorithm))" }
}
