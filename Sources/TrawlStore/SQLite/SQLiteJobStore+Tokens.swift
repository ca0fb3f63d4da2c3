package import Foundation
import NIOConcurrencyHelpers
package import TrawlDomain

extension SQLiteJobStore: TokenStore {
    package func addToken(_ token: AccessToken) async throws(StoreError) {
        try await move { transaction in
            let tokens = TokenTable(db: transaction.db)
            guard try tokens.token(token.id) == nil, try tokens.token(hashed: token.hash) == nil else {
                throw StoreError.tokenTaken(token.id)
            }
            try tokens.insert(token)
        }
    }

    package func tokens(of projectID: String?) async throws(StoreError) -> [AccessToken] {
        try await read { try TokenTable(db: $0).tokens(of: projectID) }
    }

    package func revokeToken(_ id: String, at moment: Date) async throws(StoreError) -> AccessToken? {
        try await move(in: .urgent) { transaction in
            let tokens = TokenTable(db: transaction.db)
            try tokens.revoke(id, at: moment)
            return try tokens.token(id)
        }
    }

    package func token(hashed hash: TokenHash) async throws(StoreError) -> AccessToken? {
        try await read(.row) { try TokenTable(db: $0).token(hashed: hash) }
    }

    package func noteTokenUse(_ id: String, at moment: Date) async {
        guard tokenUses.withLockedValue({ $0.isDue(id, at: moment) }) else { return }
        post { try TokenTable(db: $0.db).noteUse(id, at: moment) }
    }
}
