import StrictYAML

/// What an Ansible inventory says of one variable, with its place.
struct AnsibleValue {
    enum Content {
        case text(String)
        /// A list or a mapping, of which no connection variable is one.
        case structure
        /// Encrypted by Ansible Vault, or marked as something else that only Ansible reads.
        case sealed
        /// A password or the like, whose value is not even looked at.
        case secret
    }

    let content: Content
    let location: SourceLocation

    init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }

    /// What a YAML value is; nil where nothing was written.
    init?(_ value: YAMLValue) {
        if value.isNull { return nil }
        if let text = value.text {
            content = .text(text)
        } else {
            content = value.unreadTag == nil ? .structure : .sealed
        }
        location = value.location
    }

    /// Whether a variable's name says that its value is nobody's business.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return secretParts.contains { name.contains($0) }
    }

    private static let secretParts = [
        "password", "passwd", "passphrase", "_pass", "secret", "token", "api_key", "apikey", "private_key_content",
        "vault_",
    ]
}
