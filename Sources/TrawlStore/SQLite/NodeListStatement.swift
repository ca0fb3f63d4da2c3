import Foundation
import GRDB
import TrawlDomain

/// A ``NodeQuery`` as the end of a statement: what is asked for, from where on, in which order.
struct NodeListStatement {
    private(set) var sql = " WHERE node.job_id = ?"
    private(set) var arguments: StatementArguments

    /// - Throws: ``StoreError/Code/conflict`` where the cursor is of a list in another order.
    init(of id: JobID, _ query: NodeQuery) throws(StoreError) {
        arguments = [id.description]
        limit("node.status", to: query.statuses)
        limit("node.stage", to: query.stages)
        limit("node.failure_code", to: query.failureCodes)
        if let text = query.text {
            let columns = ["node.name", "node.address", "node.failure_message"]
            sql += " AND (" + columns.map { "instr(lower(\($0)), ?) > 0" }.joined(separator: " OR ") + ")"
            arguments += StatementArguments(repeatElement(text.folded, count: columns.count))
        }
        if let positions = query.positions {
            // One argument however many there are, so that one statement serves them all.
            sql += " AND node.position IN (SELECT value FROM json_each(?))"
            arguments += ["[" + positions.map(String.init).joined(separator: ",") + "]"]
        }
        let direction = query.order.isDescending ? "DESC" : "ASC"
        let keys = Self.keys(query.order.key)
        if let cursor = query.cursor {
            try query.checkCursor()
            let operand = query.order.isDescending ? "<" : ">"
            sql += " AND (\(keys.joined(separator: ", "))) \(operand) (\(String.placeholders(keys.count)))"
            switch cursor.key {
            case .number(let number): arguments += [number]
            case .word(let word): arguments += [word]
            }
            if keys.count > 1 { arguments += [cursor.position] }
        }
        sql += " ORDER BY " + keys.map { "\($0) \(direction)" }.joined(separator: ", ") + " LIMIT ?"
        // SQLite takes a negative limit for none.
        arguments += [query.limit.map { max(0, $0) } ?? -1]
    }

    private mutating func limit(_ column: String, to words: Set<some RawRepresentable<String>>?) {
        guard let words else { return }
        sql += " AND \(column) IN (\(String.placeholders(words.count)))"
        arguments += StatementArguments(words.map(\.rawValue).sorted())
    }

    /// What nodes are ordered by, so that no two are equal.
    private static func keys(_ key: NodeOrder.Key) -> [String] {
        switch key {
        case .position: ["node.position"]
        case .name: ["node.name"]
        case .status: ["node.status", "node.position"]
        case .duration: [duration, "node.position"]
        case .bytes: ["node.bytes", "node.position"]
        }
    }

    /// ``NodeRecord/sortKey(_:)`` for the duration, in milliseconds.
    private static let duration = """
        CASE WHEN node.started_at IS NULL THEN -1
        ELSE \(milliseconds("coalesce(node.finished_at, '9999-12-31T23:59:59.999Z')"))
            - (\(milliseconds("node.started_at"))) END
        """

    private static func milliseconds(_ time: String) -> String {
        "CAST(strftime('%s', \(time)) AS INTEGER) * 1000 + CAST(substr(\(time), 21, 3) AS INTEGER)"
    }
}
