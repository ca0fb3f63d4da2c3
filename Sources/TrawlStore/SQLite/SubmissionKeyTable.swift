import Foundation
import GRDB
import TrawlDomain

/// The table `submission_key`.
struct SubmissionKeyTable {
    /// What a key stands for.
    struct Stored {
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

    func stored(_ key: SubmissionKey, in projectID: String, by caller: Caller) throws -> Stored? {
        try db.first(
            "SELECT fingerprint, job_id FROM submission_key WHERE project_id = ? AND caller = ? AND text = ?",
            [projectID, caller.id, key.text]
        ) { Stored(fingerprint: try $0.value(), job: try $0.jobID()) }
    }

    /// Forgets the keys whose time is over.
    func forgetOld(at moment: Date) throws {
        try db.change(
            "DELETE FROM submission_key WHERE created_at <= ?",
            [Timestamp(moment.addingTimeInterval(-SubmissionKey.lifetime)).text]
        )
    }
}
