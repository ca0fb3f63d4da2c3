import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Every store: tokens")
struct TokenConformanceTests {
    private func token(_ number: UInt8, project: String = "default") throws -> AccessToken {
        AccessToken(
            id: "tok-\(number)",
            name: "alice",
            hash: try #require(TokenHash(repeatElement(number, count: 32))),
            role: .operator,
            projectID: project,
            createdAt: Fixture.moment(Double(number)),
            expiresAt: Fixture.moment(1000)
        )
    }

    private func withTokens(_ kind: StoreKind, _ body: (any JobStore & TokenStore) async throws -> Void) async throws {
        try await withStore(kind) { store in
            let store = try #require(store as? any JobStore & TokenStore)
            try await body(store)
        }
    }

    @Test("A token is found by the hash of its secret alone", arguments: StoreKind.allCases)
    func find(_ kind: StoreKind) async throws {
        try await withTokens(kind) { store in
            let first = try token(1)
            let second = try token(2, project: "other")
            try await store.addToken(second)
            try await store.addToken(first)
            #expect(try await store.token(hashed: first.hash) == first)
            #expect(try await store.token(hashed: token(3).hash) == nil)
            #expect(try await store.tokens(of: nil) == [first, second])
            #expect(try await store.tokens(of: "other") == [second])
            #expect(try await store.tokens(of: "nowhere").isEmpty)
        }
    }

    @Test("A taken id or secret is refused", arguments: StoreKind.allCases)
    func taken(_ kind: StoreKind) async throws {
        try await withTokens(kind) { store in
            let first = try token(1)
            try await store.addToken(first)
            var sameID = try token(2)
            sameID = AccessToken(
                id: first.id,
                name: "bob",
                hash: sameID.hash,
                role: .admin,
                projectID: "default",
                createdAt: sameID.createdAt
            )
            let sameHash = AccessToken(
                id: "tok-9",
                name: "bob",
                hash: first.hash,
                role: .admin,
                projectID: "default",
                createdAt: first.createdAt
            )
            for refused in [sameID, sameHash] {
                let fault = await #expect(throws: StoreError.self) { try await store.addToken(refused) }
                #expect(fault?.code == .conflict)
            }
            #expect(try await store.tokens(of: nil) == [first])
        }
    }

    @Test("A revoked token lets nobody in, and the first time stays", arguments: StoreKind.allCases)
    func revoke(_ kind: StoreKind) async throws {
        try await withTokens(kind) { store in
            try await store.addToken(token(1))
            #expect(try await store.revokeToken("tok-1", at: Fixture.moment(5))?.revokedAt == Fixture.moment(5))
            #expect(try await store.revokeToken("tok-1", at: Fixture.moment(6))?.revokedAt == Fixture.moment(5))
            #expect(try await store.revokeToken("tok-2", at: Fixture.moment(6)) == nil)
            let stored = try #require(await store.token(hashed: token(1).hash))
            #expect(!stored.isValid(at: Fixture.moment(6)))
        }
    }

    @Test("A use is taken down once a minute at most", arguments: StoreKind.allCases)
    func use(_ kind: StoreKind) async throws {
        try await withTokens(kind) { store in
            try await store.addToken(token(1))
            func lastUse() async throws -> Date? {
                // A move behind the one that nobody waits for.
                try await store.forgetDeleted(Fixture.id(1))
                return try await store.token(hashed: token(1).hash)?.lastUsedAt
            }
            #expect(try await lastUse() == nil)
            await store.noteTokenUse("tok-1", at: Fixture.moment(10))
            await store.noteTokenUse("tok-1", at: Fixture.moment(69))
            await store.noteTokenUse("tok-unknown", at: Fixture.moment(69))
            #expect(try await lastUse() == Fixture.moment(10))
            await store.noteTokenUse("tok-1", at: Fixture.moment(70))
            #expect(try await lastUse() == Fixture.moment(70))
        }
    }

    @Test("A thousand uses in a minute are one commit")
    func cost() async throws {
        try await withTokens(.sqlite) { store in
            try await store.addToken(token(1))
            let sqlite = try #require(store as? SQLiteJobStore)
            try await store.forgetDeleted(Fixture.id(1))
            let before = sqlite.commits
            for second in 0..<1000 {
                await store.noteTokenUse("tok-1", at: Fixture.moment(100 + Double(second) / 20))
            }
            try await store.forgetDeleted(Fixture.id(1))
            #expect(sqlite.commits - before <= 2)
        }
    }

    @Test("A token is valid until it expires")
    func expiry() throws {
        let token = try token(1)
        #expect(token.isValid(at: Fixture.moment(999)))
        #expect(!token.isValid(at: Fixture.moment(1000)))
    }
}
