/// What can happen to a job.
package enum JobTransition: Equatable, Sendable {
    /// Its nodes may start.
    case run
    /// Someone wants it ended; the counts are those of its nodes once the cancel is stored.
    ///
    /// A cancel that finds every node final has lost the race: the caller refuses it before asking the table
    /// (``JobCounts/allFinal``).
    case cancel(JobCounts)
    /// Every node is final; the counts say how they ended.
    case finish(JobCounts)

    /// The word for messages and diagrams.
    package var name: String {
        switch self {
        case .run: "run"
        case .cancel: "cancel"
        case .finish: "finish"
        }
    }
}
