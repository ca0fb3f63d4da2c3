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
    package var custody: Custody
    /// Whether it will be run as soon as it is stored.
    package var startsAtOnce: Bool

    package init(
        name: String,
        projectID: String,
        profile: String,
        targets: String,
        options: JobOptions,
        plan: String,
        nodes: [NodeTarget],
        retryOf: JobID? = nil,
        custody: Custody = .process,
        startsAtOnce: Bool = true
    ) {
        self.name = name
        self.projectID = projectID
        self.profile = profile
        self.targets = targets
        self.options = options
        self.plan = plan
        self.nodes = nodes
        self.retryOf = retryOf
        self.custody = custody
        self.startsAtOnce = startsAtOnce
    }
}
