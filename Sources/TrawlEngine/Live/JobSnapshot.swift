package import TrawlDomain

/// A job at one moment, for whoever draws it: taken from memory, never from the store.
package struct JobSnapshot: Sendable {
    /// A node that is being worked on.
    package struct RunningNode: Hashable, Sendable {
        package var name: NodeName
        package var progress: NodeProgress
        /// Since its attempt began.
        package var elapsed: Duration
        /// Since it last came further: a byte, a step or a stage.
        package var silent: Duration

        package init(name: NodeName, progress: NodeProgress, elapsed: Duration, silent: Duration) {
            self.name = name
            self.progress = progress
            self.elapsed = elapsed
            self.silent = silent
        }
    }

    package var id: JobID
    package var name: String
    package var status: JobStatus
    package var counts: JobCounts
    /// Bytes taken in so far, of running nodes too.
    package var bytes: Int64
    /// Since the job was run; stands still once it is settled.
    package var elapsed: Duration
    /// The longest silent first.
    package var running: [RunningNode]
    /// The largest group first.
    package var failures: [FailureGroup]
    /// Verdicts that are in, by outcome; empty while nothing was cancelled.
    ///
    /// Nodes that the cancel found PENDING are in it at once, as never started.
    package var verdicts: [CancelOutcome: Int]
    /// Nodes whose verdict is still awaited.
    package var awaitedVerdicts: Int
    package var isSettled: Bool
    /// Whether a cancel was accepted.
    package var isCancelled: Bool

    package init(
        id: JobID,
        name: String,
        status: JobStatus,
        counts: JobCounts,
        bytes: Int64 = 0,
        elapsed: Duration = .zero,
        running: [RunningNode] = [],
        failures: [FailureGroup] = [],
        verdicts: [CancelOutcome: Int] = [:],
        awaitedVerdicts: Int = 0,
        isSettled: Bool = false,
        isCancelled: Bool = false
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.counts = counts
        self.bytes = bytes
        self.elapsed = elapsed
        self.running = running
        self.failures = failures
        self.verdicts = verdicts
        self.awaitedVerdicts = awaitedVerdicts
        self.isSettled = isSettled
        self.isCancelled = isCancelled
    }
}
