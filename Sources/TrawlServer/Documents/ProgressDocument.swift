package import TrawlDomain
package import TrawlEngine

/// How far a job has come, as callers see it; from memory, so it has no id and is not kept.
package struct ProgressDocument: Hashable, Sendable, Codable {
    package var event = "progress"
    package var jobID: String
    package var status: JobStatus
    package var isSettled: Bool
    package var counts: JobCounts
    package var bytes: Int64
    package var elapsedMilliseconds: Int64

    package init(_ snapshot: JobSnapshot) {
        jobID = snapshot.id.description
        status = snapshot.status
        isSettled = snapshot.isSettled
        counts = snapshot.counts
        bytes = snapshot.bytes
        let (seconds, attoseconds) = snapshot.elapsed.components
        elapsedMilliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    private enum CodingKeys: String, CodingKey {
        case event
        case jobID = "job_id"
        case status
        case isSettled = "settled"
        case counts, bytes
        case elapsedMilliseconds = "elapsed_ms"
    }
}
