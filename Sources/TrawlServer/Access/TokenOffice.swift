package import Foundation
package import TrawlDomain

/// Lets people in and shuts them out again, for whoever may: an admin over HTTP, or who has the data directory.
package struct TokenOffice: Sendable {
    private let store: any TokenStore
    private let now: @Sendable () -> Date

    package init(store: any TokenStore, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// Makes a token; its secret is in the answer and nowhere else, ever.
    ///
    /// - Throws: `StoreError`, a `conflict` where as many let somebody in as may. On cancellation it is made all the same.
    package func make(_ wish: NewTokenDocument) async throws(StoreError) -> TokenDocument {
        let moment = now()
        let valid = try await store.tokens(of: nil).count { $0.isValid(at: moment) }
        guard valid < Self.most else {
            throw StoreError(
                code: .conflict,
                message: "There are \(valid) tokens that let somebody in, and no more may be; revoke one first."
            )
        }
        var random = SystemRandomNumberGenerator()
        let secret = TokenSecret(using: &random)
        let token = try NewToken(
            name: wish.name,
            role: wish.role,
            projectID: wish.projectID,
            expiresAt: wish.expiresIn.map { moment.addingTimeInterval($0) }
        ).token(of: secret, at: moment)
        try await store.addToken(token)
        return TokenDocument(token, secret: secret.text)
    }

    /// The tokens that let somebody in, oldest first, or all that there ever were; none has its secret.
    ///
    /// - Throws: `StoreError`.
    package func list(all: Bool) async throws(StoreError) -> [TokenDocument] {
        let moment = now()
        return try await store.tokens(of: nil).filter { all || $0.isValid(at: moment) }.map { TokenDocument($0) }
    }

    /// Makes a token let nobody in any more, at once, and answers it; nil where there is none of this id.
    ///
    /// - Throws: `StoreError`. On cancellation it is revoked all the same.
    package func revoke(_ id: String) async throws(StoreError) -> TokenDocument? {
        try await store.revokeToken(id, at: now()).map { TokenDocument($0) }
    }

    /// Open streams have all of them looked at twice a second.
    package static let most = 1000
}
