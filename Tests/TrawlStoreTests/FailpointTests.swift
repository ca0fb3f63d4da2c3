import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("The store's failpoints")
struct StoreFailpointTests {
    private static let own: Set<Failpoint> = [
        .jobCreateBeforeCommit, .jobCreateAfterCommit, .nodeClaimBeforeCommit, .nodeClaimAfterCommit,
        .nodeResultBeforeCommit, .nodeResultAfterCommit, .jobCancelBeforeCommit, .jobCancelAfterCommit,
        .jobDeriveBeforeCommit, .jobDeriveAfterCommit, .recoverBegin, .recoverMiddle, .recoverEnd, .migrate,
    ]

    @Test("Each of them is on the way of what it is named after")
    func seen() async throws {
        try await withStore(.sqlite) { store in
            try await store.run(Fixture.id(1), nodes: 1, claimed: 1)
            try await store.succeed(0, of: Fixture.id(1))
            _ = try await store.finishJob(Fixture.id(1), by: Fixture.system, at: Fixture.moment(4))
            try await store.run(Fixture.id(2), nodes: 1, claimed: 1)
            _ = try await store.cancel(Fixture.id(2))
            _ = try await store.recover(.takeUp, at: Fixture.moment(20), by: Fixture.system)
        }
        let missed = Self.own.subtracting(Failpoint.seen)
        #expect(missed.isEmpty, "\(missed)")
    }
}
