import Foundation
import GRDB
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlStore

@Suite("SQLite: durability, sharing, opening")
struct SQLiteJobStoreTests {
    private let id = Fixture.id(1)

    private func withSQLite(_ body: (SQLiteJobStore, DataDirectory) async throws -> Void) async throws {
        try await withDataDirectory { directory in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test", now: { Fixture.recordedAt })
            try await body(store, directory)
            try store.close()
        }
    }

    @Test("What was answered is there after the process; the next one goes on from it")
    func reopened() async throws {
        try await withDataDirectory { directory in
            let first = try SQLiteJobStore(dataDirectory: directory, command: "test")
            try await first.run(id, nodes: 3, claimed: 1)
            let job = try await first.job(id)
            let nodes = try await first.nodes(of: id, NodeQuery())
            let events = try await first.events(of: id, after: 0, limit: 100)
            try first.close()
            // The lock goes with the store, not with the database.
            let second = try await { () async throws -> SQLiteJobStore in
                let copy = DataDirectory(directory.path + "-copy")
                try FileManager.default.copyItem(atPath: directory.path, toPath: copy.path)
                return try SQLiteJobStore(dataDirectory: copy, command: "test")
            }()
            defer { try? FileManager.default.removeItem(atPath: directory.path + "-copy") }
            #expect(try await second.job(id) == job)
            #expect(try await second.nodes(of: id, NodeQuery()) == nodes)
            #expect(try await second.events(of: id, after: 0, limit: 100) == events)
            try await second.succeed(0, of: id)
            let last = try #require(await second.events(of: id, after: 0, limit: 100).last)
            #expect(last.sequence > (events.last?.sequence ?? 0))
            try second.close()
        }
    }

    @Test("A look at one job, and a cancel, do not wait behind lists", .timeLimit(.minutes(1)))
    func rowsBesideLists() async throws {
        try await withSQLite { store, _ async throws in
            try await store.run(id, nodes: 2, claimed: 1)
            let (begun, gate) = (Observed(0), ThreadGate())
            defer { gate.open() }
            let lists = (0..<20).map { _ in
                Task {
                    try await store.read(.list) { _ in
                        begun.change { $0 += 1 }
                        gate.pass()
                    }
                }
            }
            // As many as there are connections for lists; the others wait for those.
            try await begun.until { $0 >= 5 }
            #expect(try await store.job(id)?.counts.running == 1)
            #expect(try await store.node(Fixture.name(0), of: id)?.status == .running)
            guard case .accepted = try await store.cancelJob(id, by: Fixture.system, at: Fixture.moment(9)) else {
                Issue.record("the cancel was refused")
                return
            }
            gate.open()
            for list in lists { try await list.value }
        }
    }

    @Test("Two hundred claims at once take far fewer commits")
    func sharedCommits() async throws {
        try await withSQLite { store, _ async throws in
            try await store.run(id, nodes: 200)
            let before = store.commits
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for position in 0..<200 { group.addTask { try await store.claim(position, of: id).value != nil } }
                let claimed = try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                #expect(claimed == 200)
            }
            #expect(store.commits - before < 50, "\(store.commits - before) commits")
            #expect(try await store.job(id)?.counts == JobCounts(running: 200))
            try await store.expectTrueCounts(of: id)
        }
    }

    @Test("A cancel goes ahead of the claims that wait")
    func cancelGoesFirst() async throws {
        try await withSQLite { store, directory in
            try await store.run(id, nodes: 200)
            // Another connection holds the database, so that moves pile up behind the one that waits for it.
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: directory.database, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let refusals = try await withThrowingTaskGroup(of: NodeStatus?.self) { group in
                var started = 0
                while store.waiting < 5 {
                    let position = started
                    group.addTask { try await store.claim(position, of: id).refusal }
                    started += 1
                    await Task.yield()
                }
                let before = store.waiting
                group.addTask {
                    let answer = try await store.cancel(id)
                    #expect(answer.accepted != nil)
                    return nil
                }
                while store.waiting <= before { await Task.yield() }
                try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
                return try await group.reduce(into: [NodeStatus]()) { if let status = $1 { $0.append(status) } }
            }
            try other.close()
            #expect(refusals.count >= 5)
            #expect(refusals.allSatisfy { $0 == .cancelled })
        }
    }

    @Test("A cancelled task's moves and reads are answered as any other's")
    func cancelledTask() async throws {
        try await withSQLite { store, _ async throws in
            try await store.run(id, nodes: 1, claimed: 1)
            let status = try await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await store.succeed(0, of: id)
                return try await store.node(Fixture.name(0), of: id)?.status
            }.value
            #expect(status == .succeeded)
        }
    }

    @Test("Many jobs at once, cancelled while their nodes come and go, keep true counts")
    func storm() async throws {
        try await withSQLite { store, _ async throws in
            let ids = (1...8).map { Fixture.id($0) }
            for id in ids { try await store.run(id, nodes: 20) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in ids {
                    for position in 0..<20 {
                        group.addTask {
                            guard try await store.claim(position, of: id).value != nil else { return }
                            let result: NodeResult =
                                position % 3 == 0
                                ? .failed(Fixture.failure, Fixture.report()) : .succeeded(Fixture.report())
                            _ = try await store.finish(position, of: id, result)
                        }
                    }
                    group.addTask { _ = try await store.cancel(id) }
                }
                try await group.waitForAll()
            }
            for id in ids {
                try await store.expectTrueCounts(of: id)
                let job = try #require(await store.job(id))
                let audit = try await store.audit(of: id)
                #expect(audit.count == (job.isCancelled ? 3 : 2))
                #expect(audit.last?.newStatus == job.status)
            }
        }
    }

    @Test("Another process reads while one works, and afterwards too, but writes nothing")
    func reading() async throws {
        try await withDataDirectory { directory in
            let none = #expect(throws: StoreError.self) { try SQLiteJobStore(reading: directory) }
            #expect(none?.message == "There are no jobs in the data directory \(directory.path).")
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            try await store.run(id, nodes: 2, claimed: 1)
            let reader = try SQLiteJobStore(reading: directory)
            #expect(try await reader.job(id)?.counts == JobCounts(pending: 1, running: 1))
            try await store.succeed(0, of: id)
            #expect(try await reader.job(id)?.counts == JobCounts(pending: 1, succeeded: 1))
            let refused = await #expect(throws: StoreError.self) { try await reader.cancel(id) }
            #expect(refused?.code == .unusable)
            try reader.close()
            try store.close()
            let later = try SQLiteJobStore(reading: directory)
            #expect(try await later.job(id)?.counts == JobCounts(pending: 1, succeeded: 1))
            try later.close()
        }
    }

    @Test("A database of a newer trawl is refused with a sentence, by writers and readers")
    func newer() async throws {
        try await withDataDirectory { directory in
            try SQLiteJobStore(dataDirectory: directory, command: "test").close()
            let queue = try DatabaseQueue(path: directory.database)
            try await queue.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
            }
            try queue.close()
            let writer = #expect(throws: StoreError.self) {
                try SQLiteJobStore(dataDirectory: directory, command: "test")
            }
            let reader = #expect(throws: StoreError.self) { try SQLiteJobStore(reading: directory) }
            for fault in [writer, reader] {
                #expect(fault?.code == .unusable)
                #expect(fault?.message.contains("newer trawl") == true)
            }
        }
    }

    @Test("A database without today's tables is refused to readers, who may not change it")
    func older() async throws {
        try await withDataDirectory { directory in
            try directory.prepare()
            let queue = try DatabaseQueue(path: directory.database)
            try await queue.write { try $0.execute(sql: "CREATE TABLE something (x)") }
            try queue.close()
            let fault = #expect(throws: StoreError.self) { try SQLiteJobStore(reading: directory) }
            #expect(fault?.code == .unusable)
            #expect(fault?.message.contains("older trawl") == true)
        }
    }

    @Test("Commits are synced in full, and rows that contradict the foreign keys refused")
    func pragmas() async throws {
        try await withSQLite { store, _ async throws in
            let found = try await store.settings()
            #expect(found == ["journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"])
        }
    }
}
