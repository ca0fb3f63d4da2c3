import Foundation
import GRDB
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlStore

@Suite("Data of earlier versions")
struct GoldenTests {
    /// The schemas of which there is data: every one but today's.
    static let versions = 1..<Schema.migrator.migrations.count

    private static func load(_ version: Int, into directory: DataDirectory) async throws {
        try directory.prepare()
        let text = try String(contentsOf: ProjectFolder.file("fixtures/golden/schema-\(version).sql"), encoding: .utf8)
        let made = try await ChildProcess.run("sqlite3", ["-batch", directory.database], input: .text(text))
        try #require(made.isSuccess, "\(made.errors)")
    }

    private static func schema(of directory: DataDirectory) throws -> [String] {
        let queue = try DatabaseQueue(path: directory.database)
        defer { try? queue.close() }
        return try queue.read { db in
            try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY type, name")
                // ALTER TABLE leaves other blanks and quotes behind than CREATE TABLE.
                .map { $0.filter { !$0.isWhitespace && $0 != "\"" } }
        }
    }

    @Test("opens, has today's schema then, and shows its jobs", arguments: versions)
    func opens(_ version: Int) async throws {
        try await withDataDirectory { directory in
            try await Self.load(version, into: directory)
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            let jobs = try await store.jobs(JobQuery())
            #expect(jobs.map(\.name) == ["later", "cut off", "none well", "all well"])
            #expect(jobs.map(\.status) == [.pending, .running, .failed, .succeeded])
            #expect(jobs.map(\.counts.total) == [1, 3, 3, 3])
            #expect(jobs.map(\.custody) == (version == 1 ? [.process] : [.service]) + [.process, .process, .process])
            let failed = try await store.nodes(of: jobs[2].id, NodeQuery())
            #expect(failed.allSatisfy { $0.status == .failed && $0.failure?.code == .stepFailed && $0.bytes == 5 })
            #expect(try await store.audit(of: jobs[3].id).map(\.newStatus) == [.pending, .running, .succeeded])
            #expect(try await store.events(of: jobs[3].id, after: 0, limit: 100).count == 9)
            if version > 1 { #expect(try await store.tokens(of: nil).map(\.name) == ["reader"]) }
            if version > 1 {
                let key = SubmissionKey(text: "nightly", fingerprint: "f00d")
                let ops = Caller(kind: .operator, id: "ops", projectID: "default", correlationID: "req-2")
                let answer = try await store.create(
                    Fixture.newJob(nodes: 1),
                    as: Fixture.id(9),
                    key: key,
                    by: ops,
                    at: jobs[0].createdAt
                )
                guard case .repeated(let job) = answer else {
                    Issue.record("the key of a job is forgotten: \(answer)")
                    return
                }
                #expect(job.id == jobs[0].id)
            }

            // It goes on as if it had been today's.
            _ = try await store.recover(.takeUp, at: Fixture.moment(0), by: Fixture.system)
            #expect(try await store.job(jobs[1].id)?.status == .failed)
            #expect(try await store.interruptedAttempts(includingSeen: false).count == 3)
            try store.close()

            try await withDataDirectory { fresh in
                try SQLiteJobStore(dataDirectory: fresh, command: "test").close()
                #expect(try Self.schema(of: directory) == Self.schema(of: fresh))
            }
        }
    }

    @Test("that a reader of today finds is said to be older, and left as it is", arguments: versions)
    func readers(_ version: Int) async throws {
        try await withDataDirectory { directory in
            try await Self.load(version, into: directory)
            let before = try Self.schema(of: directory)
            let fault = #expect(throws: StoreError.self) { try SQLiteJobStore(reading: directory) }
            #expect(fault?.message.contains("older trawl") == true)
            #expect(try Self.schema(of: directory) == before)
        }
    }

    @Test(
        "A process that is killed at any statement of a migration leaves a whole number of migrations",
        arguments: versions
    )
    func killed(_ version: Int) async throws {
        try await withDataDirectory { directory in
            try await Self.load(version, into: directory)
            var schemas: [Int: [String]] = [version: try Self.schema(of: directory)]
            var kills = 0
            while true {
                // Anew each time: what one start has finished, the next one does not do again.
                try? FileManager.default.removeItem(atPath: directory.path)
                try await Self.load(version, into: directory)
                let killed = try await ChildProcess.run(
                    ProjectFolder.trawl.path,
                    ["token", "list", "--data-dir", directory.path],
                    environment: ["TRAWL_FAILPOINT": "migrate:\(kills + 1)"]
                )
                if killed.exit == .status(0) { break }
                #expect(killed.exit == .signal(SIGKILL), "\(killed.errors)")
                kills += 1
                let queue = try DatabaseQueue(path: directory.database)
                let (done, health) = try await queue.read { db in
                    (
                        try Schema.migrator.completedMigrations(db).count,
                        try String.fetchOne(db, sql: "PRAGMA integrity_check")
                    )
                }
                try queue.close()
                #expect(health == "ok")
                let found = try Self.schema(of: directory)
                #expect(schemas[done, default: found] == found, "after statement \(kills)")
                schemas[done] = found
                let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
                #expect(try await store.jobs(JobQuery()).count == 4)
                try store.close()
            }
            #expect(kills >= Schema.migrator.migrations.count - version)
            #expect(schemas.count == Schema.migrator.migrations.count - version)
        }
    }
}
