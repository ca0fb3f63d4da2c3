package import Foundation

/// A job as it is stored: who asked for what, and how it stands.
package struct Job: Hashable, Sendable {
    package let id: JobID
    package var name: String
    package var status: JobStatus
    /// Whether a cancel was accepted; tells a cancelled PARTIAL from one that ran to its end.
    package var isCancelled: Bool
    package var projectID: String
    package var owner: String
    /// The profile's name, or "ad-hoc" for commands given with the job.
    package var profile: String
    /// The targets as they were asked for, before they were resolved to nodes.
    package var targets: String
    package var retryOf: JobID?
    package var createdAt: Date
    package var startedAt: Date?
    package var finishedAt: Date?
    /// When nothing of the job ran anywhere any more; nil while something may.
    package var settledAt: Date?
    package var counts: JobCounts
    /// Bytes of all its nodes: what was kept of the ended ones, what the running ones took in so far.
    package var bytes: Int64
    package var options: JobOptions
    /// What is done on each node, as the collector wrote it down; no secret, and no meaning to anyone else.
    package var plan: String
    package var custody: Custody
    /// Whether it was to be run as soon as it was stored; a PENDING job for which that holds was cut off before.
    package var startsAtOnce: Bool

    package init(
        id: JobID,
        name: String,
        status: JobStatus = .pending,
        isCancelled: Bool = false,
        projectID: String,
        owner: String,
        profile: String,
        targets: String,
        retryOf: JobID? = nil,
        createdAt: Date,
        startedAt: Date? = nil,
        finishedAt: Date? = nil,
        settledAt: Date? = nil,
        counts: JobCounts,
        bytes: Int64 = 0,
        options: JobOptions,
        plan: String,
        custody: Custody = .process,
        startsAtOnce: Bool = true
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.isCancelled = isCancelled
        self.projectID = projectID
        self.owner = owner
        self.profile = profile
        self.targets = targets
        self.retryOf = retryOf
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.settledAt = settledAt
        self.counts = counts
        self.bytes = bytes
        self.options = options
        self.plan = plan
        self.custody = custody
        self.startsAtOnce = startsAtOnce
    }

    /// What ``profile`` says of a job whose commands were given with it.
    package static let adHocProfile = "ad-hoc"

    package var isSettled: Bool { settledAt != nil }
}
