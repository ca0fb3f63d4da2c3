import Foundation
import GRDB
import TrawlDomain

/// The table `access_token`.
struct TokenTable {
    let db: Database

    func insert(_ token: AccessToken) throws {
        try db.change(
            """
            INSERT INTO access_token (id, name, hash, role, project_id, created_at, expires_at, last_used_at, revoked_at)
            VALUES (\(String.placeholders(9)))
            """,
            [
                token.id, token.name, Data(token.hash.bytes), token.role.rawValue, token.projectID,
                Timestamp(token.createdAt).text, token.expiresAt.map { Timestamp($0).text },
                token.lastUsedAt.map { Timestamp($0).text }, token.revokedAt.map { Timestamp($0).text },
            ]
        )
    }

    func tokens(of projectID: String?) throws -> [AccessToken] {
        let filter = projectID == nil ? "" : " WHERE project_id = ?"
        return try db.all(
            Self.select + filter + " ORDER BY created_at, id",
            projectID.map { [$0] } ?? [],
            Self.decode
        )
    }

    func token(_ id: String) throws -> AccessToken? {
        try db.first(Self.select + " WHERE id = ?", [id], Self.decode)
    }

    func token(hashed hash: TokenHash) throws -> AccessToken? {
        try db.first(Self.select + " WHERE hash = ?", [Data(hash.bytes)], Self.decode)
    }

    func revoke(_ id: String, at moment: Date) throws {
        try db.change(
            "UPDATE access_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            [Timestamp(moment).text, id]
        )
    }

    func noteUse(_ id: String, at moment: Date) throws {
        try db.change("UPDATE access_token SET last_used_at = ? WHERE id = ?", [Timestamp(moment).text, id])
    }

    private static let select = """
        SELECT id, name, hash, role, project_id, created_at, expires_at, last_used_at, revoked_at FROM access_token
        """

    private static func decode(_ columns: inout ColumnReader) throws -> AccessToken {
        let id = try columns.value(String.self)
        let name = try columns.value(String.self)
        guard let hash = TokenHash(try columns.value(Data.self)) else {
            throw StoreError.damaged("the hash of token \(id) has another length")
        }
        return AccessToken(
            id: id,
            name: name,
            hash: hash,
            role: try columns.word(),
            projectID: try columns.value(),
            createdAt: try columns.moment(),
            expiresAt: try columns.optionalMoment(),
            lastUsedAt: try columns.optionalMoment(),
            revokedAt: try columns.optionalMoment()
        )
    }
}
