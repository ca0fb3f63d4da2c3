/// What can happen to a node of a job.
package enum NodeTransition: String, CaseIterable, Sendable {
    /// Its turn came.
    case claim
    /// Its steps ended well.
    case succeed
    /// Its steps, or what comes before them, ended badly and no attempt is left.
    case fail
    /// Another attempt will be made (retry, or recovery after a crash).
    case requeue
    /// Someone cancelled it or its job.
    case cancel
    /// The job stopped starting nodes (`max_failures`, deadline, recovery).
    case skip
}
