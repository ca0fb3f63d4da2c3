import Foundation
import GRDB
import TrawlDomain

/// The table `node`.
struct NodeTable {
    /// A node as it lies in the table.
    struct Stored {
        let row: Int64
        let jobStatus: JobStatus
        let record: NodeRecord
    }

    let db: Database

    func insert(_ targets: [NodeTarget], of id: JobID) throws {
        for (position, target) in targets.enumerated() {
            let node = NodeRecord(target: target, position: position)
            try db.change(
                """
                INSERT INTO node (job_id, position, name, address, port, connection, status, attempt, stage,
                    steps_done, steps_total, bytes, artifacts)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    id.description, position, target.name.description, target.address, target.port,
                    target.connection, node.status.rawValue, node.attempt, node.stage.rawValue, node.stepsDone,
                    node.stepsTotal, node.bytes, node.artifacts,
                ]
            )
        }
    }

    /// The compare-and-set of a node: stores what a move made of it, if it still stands as it did before the move.
    func update(_ node: NodeRecord, from old: Stored) throws -> Bool {
        let changed = try db.change(
            """
            UPDATE node SET status = ?, attempt = ?, stage = ?, started_at = ?, finished_at = ?,
                steps_done = ?, steps_total = ?, bytes = ?, artifacts = ?,
                failure_code = ?, failure_stage = ?, failure_message = ?, failure_retryable = ?,
                cancel_outcome = ?, cancel_ms = ?, cancel_detail = ?, handed_back = ?
            WHERE row = ? AND status = ? AND attempt = ?
            """,
            [
                node.status.rawValue, node.attempt, node.stage.rawValue, node.startedAt.map { Timestamp($0).text },
                node.finishedAt.map { Timestamp($0).text }, node.stepsDone, node.stepsTotal, node.bytes,
                node.artifacts, node.failure?.code.rawValue, node.failure?.stage.rawValue, node.failure?.message,
                node.failure?.isRetryable, node.verdict?.outcome.rawValue, node.verdict?.duration.milliseconds,
                node.verdict?.detail, node.handedBack, old.row, old.record.status.rawValue, old.record.attempt,
            ]
        )
        return changed == 1
    }

    /// Moves all nodes of a job that stand in one state to a final one; answers how many.
    ///
    /// A verdict that is there stays.
    func endAll(
        of id: JobID,
        from old: NodeStatus,
        to new: NodeStatus,
        at moment: Date,
        failure: NodeFailure? = nil,
        verdict: CancelVerdict? = nil
    ) throws -> Int {
        try db.change(
            """
            UPDATE node SET status = ?, finished_at = ?,
                failure_code = coalesce(?, failure_code), failure_stage = coalesce(?, failure_stage),
                failure_message = coalesce(?, failure_message), failure_retryable = coalesce(?, failure_retryable),
                cancel_ms = CASE WHEN cancel_outcome IS NULL THEN ? ELSE cancel_ms END,
                cancel_outcome = coalesce(cancel_outcome, ?)
            WHERE job_id = ? AND status = ?
            """,
            [
                new.rawValue, Timestamp(moment).text, failure?.code.rawValue, failure?.stage.rawValue,
                failure?.message, failure?.isRetryable, verdict?.duration.milliseconds, verdict?.outcome.rawValue,
                id.description, old.rawValue,
            ]
        )
    }

    func stored(_ name: NodeName, of id: JobID) throws -> Stored? {
        try db.first(
            Self.select + " WHERE node.job_id = ? AND node.name = ?",
            [id.description, name.description],
            Self.decode
        )
    }

    /// All nodes of a job in job order.
    func stored(of id: JobID) throws -> [Stored] {
        try db.all(
            Self.select + " WHERE node.job_id = ? ORDER BY node.position",
            [id.description],
            Self.decode
        )
    }

    func names(of id: JobID, in status: NodeStatus) throws -> [NodeName] {
        try db.all(
            "SELECT name FROM node WHERE job_id = ? AND status = ? ORDER BY position",
            [id.description, status.rawValue]
        ) { try $0.nodeName() }
    }

    func nodes(of id: JobID, _ query: NodeQuery) throws -> [NodeRecord] {
        let statement = try NodeListStatement(of: id, query)
        return try db.all(Self.select + statement.sql, statement.arguments) { try Self.decode(&$0).record }
    }

    func positions(of id: JobID, _ query: NodeQuery) throws -> [Int] {
        let statement = try NodeListStatement(of: id, query)
        return try db.all("SELECT node.position FROM node" + statement.sql, statement.arguments) { try $0.value() }
    }

    /// Gathers the failures of a job's FAILED nodes in job order.
    func failures(of id: JobID) throws -> FailureGroups {
        var groups = FailureGroups()
        try db.each(
            """
            SELECT name, address, failure_code, failure_stage, failure_message, failure_retryable
            FROM node WHERE job_id = ? AND status = ? ORDER BY position
            """,
            [id.description, NodeStatus.failed.rawValue]
        ) { columns in
            let target = NodeTarget(
                name: try columns.nodeName(),
                address: try columns.value(),
                port: 0,
                connection: ""
            )
            if let failure = try Self.decodeFailure(&columns) { groups.add(failure, of: target) }
        }
        return groups
    }

    private static let select = """
        SELECT node.row, job.status, node.name, node.address, node.port, node.connection, node.position,
            node.status, node.attempt, node.stage, node.started_at, node.finished_at,
            node.steps_done, node.steps_total, node.bytes, node.artifacts,
            node.failure_code, node.failure_stage, node.failure_message, node.failure_retryable,
            node.cancel_outcome, node.cancel_ms, node.cancel_detail, node.handed_back
        FROM node CROSS JOIN job ON job.id = node.job_id
        """

    private static func decode(_ columns: inout ColumnReader) throws -> Stored {
        let row = try columns.value(Int64.self)
        let jobStatus = try columns.word(JobStatus.self)
        let target = NodeTarget(
            name: try columns.nodeName(),
            address: try columns.value(),
            port: try columns.value(),
            connection: try columns.value()
        )
        var node = NodeRecord(target: target, position: try columns.value())
        node.status = try columns.word()
        node.attempt = try columns.value()
        node.stage = try columns.word()
        node.startedAt = try columns.optionalMoment()
        node.finishedAt = try columns.optionalMoment()
        node.stepsDone = try columns.value()
        node.stepsTotal = try columns.value()
        node.bytes = try columns.value()
        node.artifacts = try columns.value()
        node.failure = try decodeFailure(&columns)
        node.verdict = try decodeVerdict(&columns)
        node.handedBack = try columns.value()
        return Stored(row: row, jobStatus: jobStatus, record: node)
    }

    private static func decodeFailure(_ columns: inout ColumnReader) throws -> NodeFailure? {
        let code = try columns.optionalWord(FailureCode.self)
        let stage = try columns.optionalWord(NodeStage.self)
        let message = columns.optional(String.self)
        let isRetryable = columns.optional(Bool.self)
        guard let code, let stage, let message, let isRetryable else { return nil }
        return NodeFailure(code: code, stage: stage, message: message, isRetryable: isRetryable)
    }

    private static func decodeVerdict(_ columns: inout ColumnReader) throws -> CancelVerdict? {
        let outcome = try columns.optionalWord(CancelOutcome.self)
        let milliseconds = columns.optional(Int64.self)
        let detail = columns.optional(String.self)
        guard let outcome, let milliseconds else { return nil }
        return CancelVerdict(outcome: outcome, duration: .milliseconds(milliseconds), detail: detail)
    }
}
