package import TrawlDomain

/// What became of a job or a node, as it is stored, for whoever keeps a log.
package struct EngineNews: Sendable {
    package enum Event: Sendable {
        /// This process works on a job now, on so many of its nodes; `isResumed` where an earlier one did before.
        case jobStarted(nodes: Int, isResumed: Bool)
        /// An attempt came to its end; a node that is PENDING gets another one.
        case attemptEnded(NodeRecord)
        /// How the work on a cancelled node was ended, in its attempt of this number.
        case nodeJudged(NodeName, attempt: Int, CancelVerdict)
        /// Nothing of the job goes on in this process any more; `counts` is how its nodes stand.
        case jobEnded(RunEnd, JobStatus, counts: JobCounts)
    }

    package var job: JobID
    /// Of the request that had the job run; of the one that cancelled, for a verdict.
    package var correlationID: String
    package var event: Event
}
