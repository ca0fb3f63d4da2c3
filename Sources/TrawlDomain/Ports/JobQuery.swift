/// Which jobs to list, newest first; what is nil does not matter.
package struct JobQuery: Hashable, Sendable {
    /// Only jobs of this project.
    package var projectID: String?
    package var statuses: Set<JobStatus>?
    package var owner: String?
    package var profile: String?
    /// Only jobs that have a node of this name.
    package var node: String?
    /// Only jobs with this in their name, their targets or their id.
    package var text: TextFilter?
    /// Only jobs whose id begins so.
    package var idPrefix: String?
    /// Only what comes behind this place of the list.
    package var cursor: JobCursor?
    package var limit: Int

    package init(
        projectID: String? = nil,
        statuses: Set<JobStatus>? = nil,
        owner: String? = nil,
        profile: String? = nil,
        node: String? = nil,
        text: TextFilter? = nil,
        idPrefix: String? = nil,
        cursor: JobCursor? = nil,
        limit: Int = 50
    ) {
        self.projectID = projectID
        self.statuses = statuses
        self.owner = owner
        self.profile = profile
        self.node = node
        self.text = text
        self.idPrefix = idPrefix
        self.cursor = cursor
        self.limit = limit
    }
}
