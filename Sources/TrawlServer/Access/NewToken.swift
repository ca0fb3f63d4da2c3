package import Foundation
package import TrawlDomain

/// A token that is to be made: whom it lets in, as what, and until when.
package struct NewToken: Hashable, Sendable {
    package var name: String
    package var role: AccessRole
    package var projectID: String
    /// Nil for one that does not expire.
    package var expiresAt: Date?

    package init(name: String, role: AccessRole, projectID: String, expiresAt: Date?) {
        self.name = name
        self.role = role
        self.projectID = projectID
        self.expiresAt = expiresAt
    }

    /// What is stored of it; the secret itself is not.
    ///
    /// - Throws: `StoreError` where the secret has no hash, which no secret of ours has not.
    package func token(of secret: TokenSecret, at moment: Date) throws(StoreError) -> AccessToken {
        guard let hash = secret.hash else {
            throw StoreError(code: .conflict, message: "The token cannot be hashed.")
        }
        // Short enough to be typed; six bytes of the hash tell nothing of 256 random bits.
        let id = hash.bytes.reversed().prefix(6).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return AccessToken(
            id: "tok-" + id.joined(),
            name: name,
            hash: hash,
            role: role,
            projectID: projectID,
            createdAt: moment,
            expiresAt: expiresAt
        )
    }
}
