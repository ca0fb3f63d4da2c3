package import Foundation

/// A token as it is stored: whom it lets in, as what, and until when.
package struct AccessToken: Hashable, Sendable {
    /// What people call it by when they revoke it; no secret.
    package let id: String
    package var name: String
    package var hash: TokenHash
    package var role: AccessRole
    package var projectID: String
    package var createdAt: Date
    /// Nil for one that does not expire.
    package var expiresAt: Date?
    /// To the minute; nil for one that was never shown.
    package var lastUsedAt: Date?
    package var revokedAt: Date?

    package init(
        id: String,
        name: String,
        hash: TokenHash,
        role: AccessRole,
        projectID: String,
        createdAt: Date,
        expiresAt: Date? = nil,
        lastUsedAt: Date? = nil,
        revokedAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.role = role
        self.projectID = projectID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    /// Whether it lets anyone in at a moment.
    package func isValid(at moment: Date) -> Bool {
        guard revokedAt == nil else { return false }
        return expiresAt.map { moment < $0 } ?? true
    }

    /// Whom it lets in.
    package var principal: Principal { Principal(tokenID: id, name: name, role: role, projectID: projectID) }
}
