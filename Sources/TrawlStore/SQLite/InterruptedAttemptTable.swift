import Foundation
import GRDB
import TrawlDomain

/// The tables `interrupted_attempt` and `installation`.
struct InterruptedAttemptTable {
    let db: Database

    func insert(_ node: NodeRecord, of id: JobID, at moment: Date) throws {
        try db.change(
            """
            INSERT OR IGNORE INTO interrupted_attempt (job_id, node, attempt, interrupted_at) VALUES (?, ?, ?, ?)
            """,
            [id.description, node.name.description, node.attempt, Timestamp(moment).text]
        )
    }

    func attempts(includingSeen: Bool) throws -> [InterruptedAttempt] {
        try db.all(
            """
            SELECT one.job_id, one.node, node.address, node.port, node.connection, one.attempt, one.interrupted_at,
                one.finding, one.detail, one.looked_at
            FROM interrupted_attempt AS one JOIN node ON node.job_id = one.job_id AND node.name = one.node
            WHERE \(includingSeen ? "TRUE" : "one.looked_at IS NULL")
            ORDER BY one.interrupted_at, one.job_id, node.position, one.attempt
            """,
            []
        ) { columns in
            let job = try columns.jobID()
            let target = NodeTarget(
                name: try columns.nodeName(),
                address: try columns.value(),
                port: try columns.value(),
                connection: try columns.value()
            )
            let number = try columns.value(Int.self)
            let interruptedAt = try columns.moment()
            let finding = try columns.optionalWord(AttemptLook.Finding.self)
            let detail = columns.optional(String.self)
            let moment = try columns.optionalMoment()
            return InterruptedAttempt(
                job: job,
                target: target,
                number: number,
                interruptedAt: interruptedAt,
                look: finding.flatMap { finding in moment.map { AttemptLook(finding, detail: detail, at: $0) } }
            )
        }
    }

    /// Stores a look; what was found stays, so that a second look at nothing does not take it back.
    func note(_ look: AttemptLook, at attempt: InterruptedAttempt) throws -> Bool {
        let changed = try db.change(
            """
            UPDATE interrupted_attempt SET finding = ?, detail = ?, looked_at = ?
            WHERE job_id = ? AND node = ? AND attempt = ? AND coalesce(finding, 'left') = 'left'
            """,
            [
                look.finding.rawValue, look.detail, Timestamp(look.at).text, attempt.job.description,
                attempt.target.name.description, attempt.number,
            ]
        )
        return changed == 1
    }

    func markKey() throws -> [UInt8] {
        let key = try db.first("SELECT mark_key FROM installation", []) { try $0.value(Data.self) }
        guard let key else { throw StoreError.damaged("the installation has no key") }
        return Array(key)
    }
}
