import Dispatch
import Foundation
import GRDB
import NIOConcurrencyHelpers
import Testing
import TrawlDomain
import TrawlStore

@Suite("Shared commits")
struct CommitQueueTests {
    private struct Refusal: Error {}

    private func withQueue(_ body: (CommitQueue, DatabasePool) async throws -> Void) async throws {
        try await withDataDirectory { directory in
            try directory.prepare()
            let pool = try DatabasePool(path: directory.database)
            try await pool.write { try $0.execute(sql: "CREATE TABLE word (text TEXT UNIQUE)") }
            try await body(CommitQueue(pool), pool)
            try pool.close()
        }
    }

    private func words(_ pool: DatabasePool) async throws -> [String] {
        try await pool.read { try String.fetchAll($0, sql: "SELECT text FROM word ORDER BY rowid") }
    }

    /// Holds the database until the moves that `body` starts are all in the queue, and waits for their ends.
    ///
    /// The moves are started one after the other, in the order in which `body` names them.
    private func behindBusyDatabase(
        _ queue: CommitQueue,
        _ moves: [(CommitQueue.Lane, @Sendable (Database) throws -> Void)]
    ) async -> [StoreError?] {
        let gate = DispatchSemaphore(value: 0)
        return await withTaskGroup(of: (Int, StoreError?).self) { group in
            let holder = AsyncStream<Void>.makeStream()
            group.addTask {
                let fault = await Self.fault(of: queue, .ordinary) { _ in
                    holder.continuation.finish()
                    gate.wait()
                }
                return (-1, fault)
            }
            for await _ in holder.stream {}
            for (index, (lane, move)) in moves.enumerated() {
                group.addTask { (index, await Self.fault(of: queue, lane, move)) }
                while queue.waiting <= index { await Task.yield() }
            }
            gate.signal()
            var faults = [StoreError?](repeating: nil, count: moves.count)
            for await (index, fault) in group where index >= 0 { faults[index] = fault }
            return faults
        }
    }

    private static func fault(
        of queue: CommitQueue,
        _ lane: CommitQueue.Lane,
        _ move: @escaping @Sendable (Database) throws -> Void
    ) async -> StoreError? {
        do throws(StoreError) {
            try await queue.run(in: lane, move)
            return nil
        } catch {
            return error
        }
    }

    private static func insert(_ word: String) -> @Sendable (Database) throws -> Void {
        { try $0.execute(sql: "INSERT INTO word VALUES (?)", arguments: [word]) }
    }

    @Test("Moves that wait share one commit, and one that fails spoils only itself")
    func savepoints() async throws {
        try await withQueue { queue, pool async throws in
            let faults = await behindBusyDatabase(
                queue,
                [
                    (.ordinary, Self.insert("one")),
                    (
                        .ordinary,
                        {
                            try Self.insert("two")($0)
                            throw Refusal()
                        }
                    ),
                    (.ordinary, Self.insert("one")),
                    (.ordinary, Self.insert("three")),
                ]
            )
            #expect(faults.map(\.?.code) == [nil, .broken, .conflict, nil])
            #expect(try await words(pool) == ["one", "three"])
            #expect(queue.commits == 2)
        }
    }

    @Test("An urgent move goes ahead of what waits, in a commit of its own")
    func urgent() async throws {
        try await withQueue { queue, pool async throws in
            let faults = await behindBusyDatabase(
                queue,
                [
                    (.ordinary, Self.insert("first")), (.ordinary, Self.insert("second")),
                    (.urgent, Self.insert("cancel")),
                ]
            )
            #expect(faults.allSatisfy { $0 == nil })
            #expect(try await words(pool) == ["cancel", "first", "second"])
            #expect(queue.commits == 3)
        }
    }

    @Test("Moves that keep coming gather, and an urgent one waits for none of them")
    func gathering() async throws {
        try await withQueue { queue, pool async throws in
            for number in 0..<20 { try await queue.run(in: .ordinary, Self.insert("alone \(number)")) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask { try await queue.run(in: .ordinary, Self.insert("together \(number)")) }
                }
                try await queue.run(in: .urgent, Self.insert("cancel"))
                try await group.waitForAll()
            }
            #expect(try await words(pool).count == 121)
            #expect(queue.commits < 40)
        }
    }

    @Test("Closing waits for what was gathering, and stores it")
    func closing() async throws {
        try await withDataDirectory { directory in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            let moves = await withTaskGroup(of: Bool.self) { group in
                // Until the pace makes one wait: those so far may all be stored before anybody looks.
                while store.waiting == 0 {
                    group.addTask { (try? await store.settings()) != nil }
                    await Task.yield()
                }
                try? store.close()
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(moves > 0)
            #expect(store.waiting == 0)
        }
    }

    @Test("Without room every move of the commit is told so, and the next ones work again")
    func full() async throws {
        try await withQueue { queue, pool async throws in
            let pages = try await pool.write { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
                return pages
            }
            let large = String(repeating: "x", count: 100_000)
            let faults = await behindBusyDatabase(
                queue,
                [(.ordinary, Self.insert("small")), (.ordinary, Self.insert(large)), (.ordinary, Self.insert("other"))]
            )
            #expect(faults[1]?.code == .full)
            // What is not refused is there, and what is refused is not.
            let stored = try await words(pool)
            #expect(stored.contains("small") == (faults[0] == nil))
            #expect(stored.contains("other") == (faults[2] == nil))
            #expect(!stored.contains(large))
            try await queue.run(in: .urgent, Self.insert("cancel"))
            #expect(try await words(pool).contains("cancel"))
            #expect(pages > 0)
        }
    }

    @Test("A move whose task is cancelled is stored all the same")
    func cancelledTask() async throws {
        try await withQueue { queue, pool async throws in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                #expect(Task.isCancelled)
                try await queue.run(in: .ordinary, Self.insert("kept"))
            }
            try await task.value
            #expect(try await words(pool) == ["kept"])
        }
    }

    @Test("After the database was closed every move is told so")
    func closed() async throws {
        try await withQueue { queue, pool async throws in
            try pool.close()
            let fault = await #expect(throws: StoreError.self) {
                try await queue.run(in: .ordinary, Self.insert("late"))
            }
            #expect(fault != nil)
        }
    }
}
