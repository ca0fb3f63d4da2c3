import Foundation
import GRDB
import TrawlDomain

/// The table `submission_key`.
struct SubmissionKeyTable {
    /// What a key stands for.
    private struct Stored {
        let fingerprint: String
        let job: JobID
    }

    let db: Database

    func insert(_ key: SubmissionKey, for job: Job, by caller: Caller) throws {
        try db.change(
            """
            INSERT INTO submission_key (project_id, caller, text, fingerprint, job_id, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                job.projectID, caller.id, key.text, key.fingerprint, job.id.description, Timestamp(job.createdAt).text,
            ]
        )
    }

    /// What a key that is kept stands for; nil where it is free.
    func answer(
        to key: SubmissionKey,
        in projectID: String,
        by caller: Caller,
        at moment: Date
    ) throws -> CreateAnswer? {
        let stored = try db.first(
            """
            SELECT fingerprint, job_id FROM submission_key
            WHERE project_id = ? AND caller = ? AND text = ? AND created_at > ?
            """,
            [projectID, caller.id, key.text, Self.oldest(at: moment)]
        ) { Stored(fingerprint: try $0.value(), job: try $0.jobID()) }
        guard let stored else { return nil }
        guard stored.fingerprint == key.fingerprint else { return .keyTaken(by: stored.job) }
        return try JobTable(db: db).job(stored.job).map { .repeated($0) } ?? .deleted(stored.job)
    }

    /// Forgets the keys whose time is over.
    func forgetOld(at moment: Date) throws {
        try db.change(
            "DELETE FROM submission_key WHERE created_at <= ?",
            [Self.oldest(at: moment)]
        )
    }

    private static func oldest(at moment: Date) -> String {
        Timestamp(moment.addingTimeInterval(-SubmissionKey.lifetime)).text
    }
}
