package import TrawlDomain

/// A token as people see it, without its secret.
package struct TokenDocument: Hashable, Sendable {
    package var id: String
    package var name: String
    package var role: AccessRole
    package var projectID: String
    package var createdAt: DocumentTime
    package var expiresAt: DocumentTime?
    package var lastUsedAt: DocumentTime?
    package var revokedAt: DocumentTime?
    /// Only where it was just made: it is never shown again.
    package var token: String?

    package init(_ token: AccessToken, secret: String? = nil) {
        id = token.id
        name = token.name
        role = token.role
        projectID = token.projectID
        createdAt = DocumentTime(token.createdAt)
        expiresAt = token.expiresAt.map(DocumentTime.init)
        lastUsedAt = token.lastUsedAt.map(DocumentTime.init)
        revokedAt = token.revokedAt.map(DocumentTime.init)
        self.token = secret
    }
}

extension TokenDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, name, role, token
        case projectID = "project_id"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
        case revokedAt = "revoked_at"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(role, forKey: .role)
        try container.encode(projectID, forKey: .projectID)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(expiresAt, forKey: .expiresAt)
        try container.encode(lastUsedAt, forKey: .lastUsedAt)
        try container.encode(revokedAt, forKey: .revokedAt)
        try container.encodeIfPresent(token, forKey: .token)
    }
}
