/// What is needed to store a job: everything of it that is known before it has an id.
package struct NewJob: Sendable {
    package var name: String
    package var projectID: String
    package var profile: String
    package var targets: String
    package var options: JobOptions
    /// See ``Job/plan``.
    package var plan: String
    /// At least one, with names that differ.
    package var nodes: [NodeTarget]
    package var retryOf: JobID?

    package init(
        name: String,
        projectID: String,
        profile: String,
        targets: String,
        options: JobOptions,
        plan: String,
        nodes: [NodeTarget],
        retryOf: JobID? = nil
    ) {
        self.name = name
        self.projectID = projectID
        self.profile = profile
        self.targets = targets
        self.options = options
        self.plan = plan
        self.nodes = nodes
        self.retryOf = retryOf
    }
}
