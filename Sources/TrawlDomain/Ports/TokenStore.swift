package import Foundation

/// Where access tokens live; one conformance suite holds for every implementation.
///
/// - Throws: ``StoreError`` from every call that can.
package protocol TokenStore: Sendable {
    /// Stores a new token; refuses one whose id or secret is taken (``StoreError/Code/conflict``).
    func addToken(_ token: AccessToken) async throws(StoreError)

    /// All tokens, of one project or of all of them, oldest first; those that are revoked or expired too.
    func tokens(of projectID: String?) async throws(StoreError) -> [AccessToken]

    /// Makes a token let nobody in any more, and answers it; nil where there is none. The first time stays.
    func revokeToken(_ id: String, at moment: Date) async throws(StoreError) -> AccessToken?

    /// The token with this secret, valid or not; nil where there is none.
    func token(hashed hash: TokenHash) async throws(StoreError) -> AccessToken?

    /// Takes down that a token was shown.
    ///
    /// Cheap enough for every request: it waits for no disk, writes at most once a minute a token, and where it cannot
    /// write nothing else suffers.
    func noteTokenUse(_ id: String, at moment: Date) async
}
