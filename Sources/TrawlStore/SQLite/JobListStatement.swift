import GRDB
import TrawlDomain

/// A ``JobQuery`` as the end of a statement.
struct JobListStatement {
    private(set) var sql = ""
    private(set) var arguments = StatementArguments()
    private var hasCondition = false

    init(_ query: JobQuery) {
        if let project = query.projectID { demand("job.project_id = ?", [project]) }
        if let statuses = query.statuses {
            let words = statuses.map(\.rawValue).sorted()
            demand("job.status IN (\(String.placeholders(words.count)))", StatementArguments(words))
        }
        if let owner = query.owner { demand("job.owner = ?", [owner]) }
        if let profile = query.profile { demand("job.profile = ?", [profile]) }
        if let node = query.node {
            demand("EXISTS (SELECT 1 FROM node WHERE node.job_id = job.id AND node.name = ?)", [node])
        }
        if let text = query.text {
            let columns = ["job.name", "job.targets", "job.id"]
            demand(
                "(" + columns.map { "instr(lower(\($0)), ?) > 0" }.joined(separator: " OR ") + ")",
                StatementArguments(repeatElement(text.folded, count: columns.count))
            )
        }
        if let prefix = query.idPrefix?.uppercased(), !prefix.isEmpty {
            // Every character of an id is smaller than a tilde.
            demand("job.id >= ? AND job.id < ?", [prefix, prefix + "~"])
        }
        if let cursor = query.cursor { demand("job.id < ?", [cursor.last.description]) }
        sql += " ORDER BY job.id DESC LIMIT ?"
        arguments += [max(0, query.limit)]
    }

    private mutating func demand(_ condition: String, _ values: StatementArguments) {
        sql += (hasCondition ? " AND " : " WHERE ") + condition
        arguments += values
        hasCondition = true
    }
}
