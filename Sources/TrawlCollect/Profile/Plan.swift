/// What a job does on each node: a snapshot of a profile, or of commands given by hand, as `Job.plan` stores it.
///
/// It never holds a secret.
package struct Plan: Hashable, Codable, Sendable {
    /// The profile's name; `ad-hoc` for commands given by hand.
    package var name: String
    /// At least one; they run in this order.
    package var steps: [Step]

    package init(name: String, steps: [Step]) {
        self.name = name
        self.steps = steps
    }

    /// One command on the node, and where its output goes.
    package struct Step: Hashable, Codable, Sendable {
        /// Fit to be a file's name; no other step of the plan has it.
        package var name: String
        /// For the node's `/bin/sh`.
        package var run: String
        /// Where standard output goes, below `artifacts/`; no other step of the plan has it.
        package var artifact: String
        /// The longest that it may take; nil leaves it to the node's own limit.
        package var timeout: Duration?
        /// The most bytes of output that are kept.
        package var maxBytes: Int64
        /// Whether the node may succeed without it.
        package var optional: Bool

        package init(
            name: String,
            run: String,
            artifact: String? = nil,
            timeout: Duration? = nil,
            maxBytes: Int64,
            optional: Bool = false
        ) {
            self.name = name
            self.run = run
            self.artifact = artifact ?? "\(name).txt"
            self.timeout = timeout
            self.maxBytes = maxBytes
            self.optional = optional
        }
    }
}
