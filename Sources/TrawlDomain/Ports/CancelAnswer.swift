/// What came of asking for a job's cancel.
package enum CancelAnswer: Sendable {
    /// Stored: the job is final. `running` names the nodes whose tasks must now be ended, in job order.
    case accepted(Job, running: [NodeName])
    /// The job is final, or every node of it is: nothing was stored.
    case refused(Job)
    /// There is no such job; nothing was stored.
    case notFound
}
