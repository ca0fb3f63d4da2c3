package import Foundation
import GRDB
import NIOConcurrencyHelpers
package import TrawlDomain

/// The tokens of a data directory, for whoever lets people in or shuts them out while a server works there.
///
/// It takes no lock: what it writes is one row at a time, which SQLite keeps apart from the server's own transactions, and
/// which the server sees at its next look.
package final class SQLiteTokenStore: TokenStore {
    private let queue: DatabaseQueue

    /// Opens the database of a data directory.
    ///
    /// - Throws: ``StoreError/Code/unusable`` where there is none, or one of another trawl's schema.
    package init(beside dataDirectory: DataDirectory) throws(StoreError) {
        let path = dataDirectory.database
        guard access(path, R_OK | W_OK) == 0 else { throw .files("open the database", path, errno) }
        do {
            var configuration = Configuration()
            configuration.label = "trawl tokens"
            configuration.busyMode = .timeout(5)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try Schema.refuseNewer(db, path: path)
                guard try Schema.migrator.hasCompletedMigrations(db) else {
                    throw StoreError(code: .unusable, message: "The database \(path) was written by an older trawl.")
                }
            }
        } catch {
            throw StoreError(error, at: path)
        }
    }

    package func addToken(_ token: AccessToken) async throws(StoreError) {
        try await write { db in
            let tokens = TokenTable(db: db)
            guard try tokens.token(token.id) == nil, try tokens.token(hashed: token.hash) == nil else {
                throw StoreError.tokenTaken(token.id)
            }
            try tokens.insert(token)
        }
    }

    package func tokens(of projectID: String?) async throws(StoreError) -> [AccessToken] {
        try await write { try TokenTable(db: $0).tokens(of: projectID) }
    }

    package func revokeToken(_ id: String, at moment: Date) async throws(StoreError) -> AccessToken? {
        try await write { db in
            let tokens = TokenTable(db: db)
            try tokens.revoke(id, at: moment)
            return try tokens.token(id)
        }
    }

    package func token(hashed hash: TokenHash) async throws(StoreError) -> AccessToken? {
        try await write { try TokenTable(db: $0).token(hashed: hash) }
    }

    package func noteTokenUse(_ id: String, at moment: Date) async {
        try? await write { try TokenTable(db: $0).noteUse(id, at: moment) }
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            // An uncancelled task: what was begun is written (GRDB gives up in a cancelled one).
            return try await Task { [queue] in try await queue.write(body) }.value
        } catch {
            throw StoreError(error, at: queue.path)
        }
    }
}
