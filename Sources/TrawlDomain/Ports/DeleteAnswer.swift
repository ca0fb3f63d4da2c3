/// What came of asking for a job's deletion.
package enum DeleteAnswer: Sendable {
    /// The job is gone from the store; its files are to follow.
    case deleted
    /// The job is not final, or not settled: nothing was changed.
    case refused(Job)
    /// There is no such job.
    case notFound
}
