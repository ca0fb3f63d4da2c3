import Foundation
import TrawlTestKit

/// What a data directory holds, read by SQLite's own shell: an oracle that shares no code with the store.
struct StoredJobs {
    struct Row: Decodable {
        let id: String
        let status: String
        let isCancelled: Int
        let settledAt: String?

        enum CodingKeys: String, CodingKey {
            case id, status
            case isCancelled = "is_cancelled"
            case settledAt = "settled_at"
        }
    }

    struct Node: Decodable {
        let name: String
        let status: String
        let failureCode: String?
        let failureStage: String?
        let failureMessage: String?
        let outcome: String?
        /// From its start to its end, in milliseconds; nil where it has not had both.
        let milliseconds: Int64?

        var took: Duration? { milliseconds.map { .milliseconds($0) } }

        enum CodingKeys: String, CodingKey {
            case name, status, milliseconds
            case failureCode = "failure_code"
            case failureStage = "failure_stage"
            case failureMessage = "failure_message"
            case outcome = "cancel_outcome"
        }
    }

    /// A move of a job: in the order in which the audit has them.
    struct Move: Decodable {
        let previous: String?
        let new: String

        enum CodingKeys: String, CodingKey {
            case previous = "prev_status"
            case new = "new_status"
        }
    }

    let path: String

    /// The jobs, the newest first; none where the program was ended before it had made its tables.
    func jobs() async throws -> [Row] {
        let tables = try await shell("SELECT count(*) FROM sqlite_schema WHERE name = 'job'", format: "-list")
        guard tables.trimmingCharacters(in: .newlines) == "1" else { return [] }
        return try await rows("SELECT id, status, is_cancelled, settled_at FROM job ORDER BY id DESC")
    }

    func newestJob() async throws -> Row {
        guard let newest = try await jobs().first else { throw FleetFailed("there is no job in \(path)") }
        return newest
    }

    /// The nodes of a job in its order.
    func nodes(of job: String) async throws -> [Node] {
        try await rows(
            """
            SELECT name, status, failure_code, failure_stage, failure_message, cancel_outcome,
                CAST(round((julianday(finished_at) - julianday(started_at)) * 86400000) AS INTEGER) AS milliseconds
            FROM node WHERE job_id = '\(job)' ORDER BY position
            """
        )
    }

    func audit(of job: String) async throws -> [Move] {
        try await rows("SELECT prev_status, new_status FROM audit_event WHERE job_id = '\(job)' ORDER BY event_id")
    }

    /// "ok", or what SQLite found.
    func integrity() async throws -> String {
        try await shell("PRAGMA integrity_check", format: "-list").trimmingCharacters(in: .newlines)
    }

    private func rows<Row: Decodable>(_ query: String) async throws -> [Row] {
        let text = try await shell(query, format: "-json")
        return text.isEmpty ? [] : try JSONDecoder().decode([Row].self, from: Data(text.utf8))
    }

    private func shell(_ query: String, format: String) async throws -> String {
        let done = try await ChildProcess.run("sqlite3", ["-batch", "-readonly", format, path, query])
        guard done.isSuccess else { throw FleetFailed("sqlite3: \(done.errors)") }
        return done.output
    }
}
