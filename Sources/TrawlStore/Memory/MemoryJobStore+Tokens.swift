package import Foundation
package import TrawlDomain

extension MemoryJobStore {
    /// There is no writer but the actor itself.
    package func checkWriter() {}
}

extension MemoryJobStore: TokenStore {
    package func addToken(_ token: AccessToken) throws(StoreError) {
        guard tokens[token.id] == nil, !tokens.values.contains(where: { $0.hash == token.hash }) else {
            throw .tokenTaken(token.id)
        }
        tokens[token.id] = token.asStored
    }

    package func tokens(of projectID: String?) -> [AccessToken] {
        tokens.values
            .filter { projectID == nil || $0.projectID == projectID }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    package func revokeToken(_ id: String, at moment: Date) -> AccessToken? {
        guard var token = tokens[id] else { return nil }
        token.revokedAt = token.revokedAt ?? moment.asStored
        tokens[id] = token
        return token
    }

    package func token(hashed hash: TokenHash) -> AccessToken? { tokens.values.first { $0.hash == hash } }

    package func noteTokenUse(_ id: String, at moment: Date) {
        guard tokenUses.isDue(id, at: moment) else { return }
        tokens[id]?.lastUsedAt = moment.asStored
    }
}
