import Foundation
import GRDB
import Testing
import TrawlDomain

@testable import TrawlStore

@Suite("The schema")
struct SchemaTests {
    /// Lends the database of a store that is closed, with one job of two nodes in it.
    private func withDatabase(_ body: (DatabaseQueue) async throws -> Void) async throws {
        try await withDataDirectory { directory in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            try await store.run(Fixture.id(1), nodes: 2, claimed: 1)
            try store.close()
            let queue = try DatabaseQueue(path: directory.database)
            try await body(queue)
            try queue.close()
        }
    }

    /// The words of every `CHECK (column IN ('…', …))` and `CHECK (column = '…' OR …)` of a table's definition.
    private func words(of column: String, in definition: String?) throws -> [Set<String>] {
        let check = try Regex("CHECK \\(\(column) (?:IN\\s*\\(([^)]*)\\)|= ([^)]*))\\)")
        return try (definition ?? "").matches(of: check).map { found in
            let list = try #require(found.output[1].substring ?? found.output[2].substring)
            return Set(list.matches(of: /'([^']*)'/).map { String($0.output.1) })
        }
    }

    private func raw<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type) -> [Set<String>] {
        [Set(type.allCases.map(\.rawValue))]
    }

    @Test("The states in the schema are those of the domain")
    func states() async throws {
        try await withDatabase { queue in
            let tables = try await queue.read { db in
                try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
                    .reduce(into: [String: String]()) { $0[$1["name"]] = $1["sql"] }
            }
            #expect(try words(of: "status", in: tables["job"]) == raw(JobStatus.self))
            #expect(try words(of: "status", in: tables["node"]) == raw(NodeStatus.self))
            #expect(try words(of: "stage", in: tables["node"]) == raw(NodeStage.self))
            #expect(try words(of: "failure_stage", in: tables["node"]) == raw(NodeStage.self))
            #expect(try words(of: "cancel_outcome", in: tables["node"]) == raw(CancelOutcome.self))
            #expect(try words(of: "cancel_outcome", in: tables["event"]) == raw(CancelOutcome.self))
            #expect(try words(of: "finding", in: tables["interrupted_attempt"]) == raw(AttemptLook.Finding.self))
            #expect(try words(of: "kind", in: tables["event"]) == raw(JobEvent.Kind.self))
            #expect(try words(of: "actor_type", in: tables["audit_event"]) == raw(Caller.Kind.self))
            #expect(try words(of: "prev_status", in: tables["audit_event"]) == raw(JobStatus.self))
            #expect(try words(of: "new_status", in: tables["audit_event"]) == raw(JobStatus.self))
        }
    }

    @Test(
        "What must not happen is refused by the database itself",
        arguments: [
            "UPDATE audit_event SET actor_id = 'mallory'",
            "DELETE FROM audit_event",
            "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
            "UPDATE job SET status = 'DONE'",
            "UPDATE job SET status = 'SUCCEEDED'",
            "UPDATE job SET finished_at = '2026-01-01T00:00:00.000Z'",
            "UPDATE node SET status = 'PARTIAL'",
            "UPDATE node SET status = 'FAILED'",
            "UPDATE node SET cancel_outcome = 'gone'",
            "UPDATE node SET position = 0",
            "UPDATE node SET name = 'web0'",
            "UPDATE node SET attempt = 'first'",
            "UPDATE job_count SET pending = -1",
            "INSERT INTO event (job_id, kind, occurred_at, status) VALUES ('x', 'job', '2026-01-01T00:00:00.000Z', 'x')",
        ]
    )
    func refused(_ sql: String) async throws {
        try await withDatabase { queue in
            #expect(throws: DatabaseError.self) { try queue.inDatabase { try $0.execute(sql: sql) } }
        }
    }

    @Test("A final state does not change, whoever asks")
    func finalStatesStay() async throws {
        try await withDatabase { queue in
            let end = "finished_at = '2027-01-01T00:00:00.000Z'"
            try await queue.write { db in
                try db.execute(sql: "UPDATE node SET status = 'SUCCEEDED', \(end)")
                try db.execute(sql: "UPDATE job SET status = 'SUCCEEDED', \(end)")
            }
            for table in ["node", "job"] {
                #expect(throws: DatabaseError.self) {
                    try queue.inDatabase { try $0.execute(sql: "UPDATE \(table) SET status = 'CANCELLED'") }
                }
                #expect(throws: DatabaseError.self) {
                    try queue.write {
                        try $0.execute(sql: "UPDATE \(table) SET status = 'RUNNING', finished_at = NULL")
                    }
                }
            }
        }
    }

    @Test("An auditor reads times as RFC 3339 in UTC")
    func times() async throws {
        try await withDatabase { queue in
            let created = try await queue.read { try String.fetchOne($0, sql: "SELECT created_at FROM job") }
            let claimed = try await queue.read { try String.fetchOne($0, sql: "SELECT started_at FROM node") }
            let seconds = try await queue.read {
                try String.fetchAll($0, sql: "SELECT strftime('%s', occurred_at) FROM audit_event")
            }
            #expect(created == "2027-01-15T08:00:00.125Z")
            #expect(claimed == "2027-01-15T08:00:02.125Z")
            #expect(seconds == ["1800000000", "1800000001"])
        }
    }

    @Test(
        "Every query of the port finds its rows by an index, in order",
        arguments: [
            "SELECT * FROM node WHERE job_id = ? AND name = ?",
            "SELECT * FROM event WHERE job_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
            "SELECT * FROM audit_event WHERE job_id = ? ORDER BY event_id",
            "SELECT * FROM job WHERE id >= ? AND id < ? ORDER BY id DESC",
            "SELECT * FROM job WHERE project_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            "SELECT * FROM job WHERE settled_at IS NULL ORDER BY id",
            "SELECT * FROM node WHERE job_id = ? AND status = ? ORDER BY position",
            "SELECT * FROM access_token WHERE hash = ?",
            "SELECT * FROM access_token ORDER BY created_at, id",
        ]
    )
    func indexes(_ sql: String) async throws {
        try await withDatabase { queue in
            let arguments = StatementArguments(repeatElement(1, count: sql.count { $0 == "?" }))
            let plan = try await queue.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments)
                    .map { $0["detail"] as String }
            }
            #expect(plan.allSatisfy { $0.contains("USING INDEX") }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }

    /// Lists whose pages must not cost more the longer the list is.
    private static let pages: [NodeQuery] = {
        let orders = [NodeOrder.Key.position, .name, .status].flatMap { key in
            [NodeOrder(key), NodeOrder(key, isDescending: true)]
        }
        return orders.flatMap { order -> [NodeQuery] in
            let key: NodeCursor.Key = order.key == .position ? .number(5) : .word("a")
            let cursor = NodeCursor(order: order, key: key, position: 5)
            return [NodeQuery(order: order, limit: 50), NodeQuery(order: order, cursor: cursor, limit: 50)]
        } + [NodeQuery(statuses: [.failed], limit: 50), NodeQuery(statuses: [.failed])]
    }()

    @Test("A page of nodes is found by an index and in order, so the first of 10,000 costs what that of ten does")
    func pageIndexes() async throws {
        try await withDatabase { queue in
            for query in Self.pages {
                let statement = try NodeListStatement(of: Fixture.id(1), query)
                let plan = try await queue.read { db in
                    try Row.fetchAll(
                        db,
                        sql: "EXPLAIN QUERY PLAN SELECT * FROM node CROSS JOIN job ON job.id = node.job_id"
                            + statement.sql,
                        arguments: statement.arguments
                    )
                    .map { $0["detail"] as String }
                }
                #expect(plan.allSatisfy { $0.contains("SEARCH") && $0.contains("USING INDEX") }, "\(query) \(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(query) \(plan)")
            }
        }
    }

    @Test(
        "A page of jobs is read along the ids, newest first",
        arguments: [
            JobQuery(), JobQuery(projectID: "default"), JobQuery(cursor: JobCursor(behind: Fixture.id(9))),
            JobQuery(projectID: "default", cursor: JobCursor(behind: Fixture.id(9))),
            JobQuery(owner: "alice", node: "web1", text: TextFilter("x")), JobQuery(idPrefix: "01"),
        ]
    )
    func jobPageIndexes(_ query: JobQuery) async throws {
        try await withDatabase { queue in
            let statement = JobListStatement(query)
            let plan = try await queue.read { db in
                try Row.fetchAll(
                    db,
                    sql: "EXPLAIN QUERY PLAN SELECT * FROM job CROSS JOIN job_count ON job_count.job_id = job.id"
                        + statement.sql,
                    arguments: statement.arguments
                )
                .map { $0["detail"] as String }
            }
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }
}
