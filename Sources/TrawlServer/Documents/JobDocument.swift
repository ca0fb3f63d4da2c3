package import TrawlDomain

/// A job as callers see it.
package struct JobDocument: Hashable, Sendable {
    package var jobID: String
    package var name: String
    package var status: JobStatus
    package var isCancelled: Bool
    package var isSettled: Bool
    package var projectID: String
    package var owner: String
    package var profile: String
    package var targets: String
    package var retryOf: String?
    package var createdAt: DocumentTime
    package var startedAt: DocumentTime?
    package var finishedAt: DocumentTime?
    package var settledAt: DocumentTime?
    package var counts: JobCounts
    package var bytes: Int64
    package var options: JobOptionsDocument
    /// What came of the request that this answers; only where there is something to say.
    package var message: String?

    package init(_ job: Job, message: String? = nil) {
        jobID = job.id.description
        name = job.name
        status = job.status
        isCancelled = job.isCancelled
        isSettled = job.isSettled
        projectID = job.projectID
        owner = job.owner
        profile = job.profile
        targets = job.targets
        retryOf = job.retryOf?.description
        createdAt = DocumentTime(job.createdAt)
        startedAt = job.startedAt.map(DocumentTime.init)
        finishedAt = job.finishedAt.map(DocumentTime.init)
        settledAt = job.settledAt.map(DocumentTime.init)
        counts = job.counts
        bytes = job.bytes
        options = JobOptionsDocument(job.options)
        self.message = message
    }
}

extension JobDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case jobID = "job_id"
        case name, status
        case isCancelled = "cancelled"
        case isSettled = "settled"
        case projectID = "project_id"
        case owner, profile, targets
        case retryOf = "retry_of"
        case createdAt = "created_at"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case settledAt = "settled_at"
        case counts, bytes, options, message
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(jobID, forKey: .jobID)
        try container.encode(name, forKey: .name)
        try container.encode(status, forKey: .status)
        try container.encode(isCancelled, forKey: .isCancelled)
        try container.encode(isSettled, forKey: .isSettled)
        try container.encode(projectID, forKey: .projectID)
        try container.encode(owner, forKey: .owner)
        try container.encode(profile, forKey: .profile)
        try container.encode(targets, forKey: .targets)
        // What is not known yet is null, not absent: a caller sees the same fields at every moment of a job.
        try container.encode(retryOf, forKey: .retryOf)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(finishedAt, forKey: .finishedAt)
        try container.encode(settledAt, forKey: .settledAt)
        try container.encode(counts, forKey: .counts)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(options, forKey: .options)
        try container.encodeIfPresent(message, forKey: .message)
    }
}
