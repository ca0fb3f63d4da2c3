/// How a job is run; part of what is stored and shown.
package struct JobOptions: Hashable, Codable, Sendable {
    /// The most nodes worked on at once.
    package var concurrency: Int
    /// The longest that one attempt at one node may take.
    package var nodeTimeout: Duration
    /// The longest that the whole job may take from its run; nil is without limit.
    package var deadline: Duration?
    /// How many further attempts a node gets after a failure where another attempt can help.
    package var retries: Int
    /// The number of FAILED nodes at which no further node is started; nil is without limit.
    package var maxFailures: Int?

    package init(
        concurrency: Int = 50,
        nodeTimeout: Duration = .seconds(600),
        deadline: Duration? = nil,
        retries: Int = 0,
        maxFailures: Int? = nil
    ) {
        self.concurrency = concurrency
        self.nodeTimeout = nodeTimeout
        self.deadline = deadline
        self.retries = retries
        self.maxFailures = maxFailures
    }
}
