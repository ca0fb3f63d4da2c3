package import Foundation
package import TrawlDomain

/// Sees by a token who is at the door.
package struct TokenDesk: Sendable {
    private let store: any TokenStore
    private let now: @Sendable () -> Date

    package init(store: any TokenStore, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.now = now
    }

    /// Whom the `Authorization` field of a request lets in.
    ///
    /// - Throws: ``APIFailure`` (401) for another scheme than Bearer (RFC 6750), and for a token that is unknown, expired
    ///   or revoked, which are not told apart; `StoreError` where the store cannot be read.
    package func principal(authorization: String) async throws -> Principal {
        try await principal(of: try Self.hash(in: authorization))
    }

    /// Whom the token with this hash lets in.
    ///
    /// - Throws: as ``principal(authorization:)``.
    func principal(of hash: TokenHash) async throws -> Principal {
        try await validToken(of: hash).principal
    }

    /// The token that the field holds, which lets somebody in.
    ///
    /// - Throws: as ``principal(authorization:)``.
    func token(authorization: String) async throws -> AccessToken {
        try await validToken(of: try Self.hash(in: authorization))
    }

    private func validToken(of hash: TokenHash) async throws -> AccessToken {
        let moment = now()
        let found = try await store.token(hashed: hash)
        // It is found by its hash, so that what a comparison's time could tell is of a random number; the last look is in
        // constant time all the same.
        guard let token = found, token.hash.matches(hash), token.isValid(at: moment) else { throw Self.notValid }
        await store.noteTokenUse(token.id, at: moment)
        return token
    }

    /// The hash of the token that the field holds.
    private static func hash(in authorization: String) throws -> TokenHash {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw APIFailure.unauthenticated("Say who asks: Authorization: Bearer TOKEN", isTokenBad: false)
        }
        guard let hash = TokenSecret(parts[1])?.hash else { throw notValid }
        return hash
    }

    private static var notValid: APIFailure { .unauthenticated("The token is not valid", isTokenBad: true) }
}
