import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Attempts that ended with their process")
struct InterruptedAttemptTests {
    private func withInterrupted(_ body: (SQLiteJobStore, DataDirectory) async throws -> Void) async throws {
        try await withDataDirectory { directory in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            // A success, an attempt that ran, one that was cancelled without a verdict in its own job, one never begun.
            try await store.run(Fixture.id(1), nodes: 3, claimed: 2)
            try await store.succeed(0, of: Fixture.id(1))
            try await store.run(Fixture.id(2), nodes: 2, claimed: 1)
            _ = try await store.cancel(Fixture.id(2))
            _ = try await store.recover(.takeUp, at: Fixture.moment(20), by: Fixture.system)
            try await body(store, directory)
            try store.close()
        }
    }

    @Test("are those whose remote work nobody saw end, once each, and stay so after a restart")
    func found() async throws {
        try await withInterrupted { store, _ in
            let found = try await store.interruptedAttempts(includingSeen: false)
            #expect(found.map(\.job) == [1, 2].map(Fixture.id))
            #expect(try found.map(\.target.name) == [Fixture.name(1), Fixture.name(0)])
            #expect(found.map(\.number) == [1, 1])
            #expect(found.map(\.target.port) == [2201, 2200])
            #expect(found.allSatisfy { $0.look == nil && $0.interruptedAt == Fixture.moment(20) })
            _ = try await store.recover(.takeUp, at: Fixture.moment(30), by: Fixture.system)
            #expect(try await store.interruptedAttempts(includingSeen: false) == found)
        }
    }

    @Test("A look is kept, refines the verdict of a node that is final, and is told in the journal")
    func looked() async throws {
        try await withInterrupted { store, _ in
            let found = try await store.interruptedAttempts(includingSeen: false)
            let before = try await store.lastSequence(of: Fixture.id(1))
            try await store.noteLook(AttemptLook(.killed, at: Fixture.moment(25)), at: found[0])
            try await store.noteLook(AttemptLook(.clear, at: Fixture.moment(25)), at: found[1])
            let node = try #require(try await store.node(Fixture.name(1), of: Fixture.id(1)))
            #expect(node.status == .failed && node.verdict?.outcome == .killed)
            #expect(node.verdict?.duration == .seconds(5))
            let told = try await store.events(of: Fixture.id(1), after: before, limit: 10)
            #expect(told.map(\.cancelOutcome) == [.killed])
            // Nothing was found: how it ended stays unknown.
            #expect(try await store.node(Fixture.name(0), of: Fixture.id(2))?.verdict?.outcome == .unverified)
            #expect(try await store.interruptedAttempts(includingSeen: false).isEmpty)
            let seen = try await store.interruptedAttempts(includingSeen: true)
            #expect(seen.map(\.look?.finding) == [.killed, .clear])
            // A later look takes nothing back.
            try await store.noteLook(AttemptLook(.clear, at: Fixture.moment(26)), at: found[0])
            #expect(try await store.interruptedAttempts(includingSeen: true) == seen)
        }
    }

    @Test("A node that waits for another attempt keeps its own state")
    func waiting() async throws {
        try await withDataDirectory { directory in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            var new = try Fixture.newJob(nodes: 1)
            new.custody = .service
            _ = try await store.create(new, as: Fixture.id(1), by: Fixture.alice, at: Fixture.moment(0))
            _ = try await store.startJob(Fixture.id(1), by: Fixture.alice, at: Fixture.moment(1))
            _ = try await store.claim(0, of: Fixture.id(1))
            _ = try await store.recover(.takeUp, at: Fixture.moment(20), by: Fixture.system)
            let found = try #require(try await store.interruptedAttempts(includingSeen: false).first)
            let before = try await store.node(Fixture.name(0), of: Fixture.id(1))
            try await store.noteLook(AttemptLook(.terminated, at: Fixture.moment(21)), at: found)
            #expect(try await store.node(Fixture.name(0), of: Fixture.id(1)) == before)
            #expect(before?.status == .pending)
            // With the job its attempts go.
            #expect(try await store.interruptedAttempts(includingSeen: true).count == 1)
            try store.close()
        }
    }

    @Test("The key that marks are made with stays the same, and is another one elsewhere")
    func key() async throws {
        try await withDataDirectory { directory in
            try await withDataDirectory { other in
                let first = try SQLiteJobStore(dataDirectory: directory, command: "test")
                let key = try await first.markKey()
                try first.close()
                #expect(key.count == 32)
                #expect(try await SQLiteJobStore(reading: directory).markKey() == key)
                #expect(try await SQLiteJobStore(dataDirectory: other, command: "test").markKey() != key)
            }
        }
    }
}
