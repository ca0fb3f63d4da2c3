package import TrawlDomain

/// What goes on in this process at one moment, for whoever watches it.
package struct EngineGauges: Sendable {
    /// Jobs that this process runs, those included whose last verdicts are awaited.
    package var jobs = 0
    /// The nodes of these jobs by their states; PENDING ones are the depth of the queue.
    package var nodes = JobCounts()
    /// Attempts that are being made, by what they are doing.
    package var stages: [NodeStage: Int] = [:]
    package var awaitedVerdicts = 0
    /// How long attempts were in each stage, since the process began.
    package var stageTimes: [NodeStage: DurationHistogram]
    /// How long it took from a cancel to each verdict, since the process began.
    package var verdictTimes: [CancelOutcome: DurationHistogram]
    /// What attempts came to since the process began; those that are to be made again are PENDING.
    package var endedAttempts: JobCounts
    /// What they kept, in bytes.
    package var keptBytes: Int64
    /// Attempts that hold one of the places that all jobs share.
    package var attempts: Int
    /// How many such places there are; nil is without limit.
    package var attemptLimit: Int?
}
