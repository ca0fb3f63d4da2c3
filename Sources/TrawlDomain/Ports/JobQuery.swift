/// Which jobs to list, newest first.
package struct JobQuery: Hashable, Sendable {
    /// Only jobs of this project; nil lists all.
    package var projectID: String?
    package var statuses: Set<JobStatus>?
    /// Only jobs whose id begins so.
    package var idPrefix: String?
    /// Only jobs older than this one.
    package var olderThan: JobID?
    package var limit: Int

    package init(
        projectID: String? = nil,
        statuses: Set<JobStatus>? = nil,
        idPrefix: String? = nil,
        olderThan: JobID? = nil,
        limit: Int = 50
    ) {
        self.projectID = projectID
        self.statuses = statuses
        self.idPrefix = idPrefix
        self.olderThan = olderThan
        self.limit = limit
    }
}

/// Which nodes of a job to list, in job order.
package struct NodeQuery: Hashable, Sendable {
    package var statuses: Set<NodeStatus>?
    /// Only nodes behind this place in the job.
    package var afterPosition: Int?
    /// Nil lists all.
    package var limit: Int?

    package init(statuses: Set<NodeStatus>? = nil, afterPosition: Int? = nil, limit: Int? = nil) {
        self.statuses = statuses
        self.afterPosition = afterPosition
        self.limit = limit
    }
}
