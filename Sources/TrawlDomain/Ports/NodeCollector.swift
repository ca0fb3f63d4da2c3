/// Does what a job wants done on one node.
package protocol NodeCollector: Sendable {
    /// Works on one node until its steps have ended, it failed, or it was told to stop.
    ///
    /// It never throws and always answers within bounded time. On cancellation of the task it ends the remote work,
    /// keeps and seals what was collected, and answers with a verdict; ``NodeAssignment/stopReason`` says why.
    func collect(_ assignment: NodeAssignment) async -> NodeReport

    /// Where the next attempt is to be made.
    func workPlace() -> WorkPlace
}

extension NodeCollector {
    /// A collector that does not mind.
    package func workPlace() -> WorkPlace { .anywhere }
}

/// One attempt at one node, as the engine hands it out.
package struct NodeAssignment: Sendable {
    package let job: Job
    package let target: NodeTarget
    /// From 1.
    package let attempt: Int
    /// Takes progress; may be called often, from anywhere, and never blocks.
    package let progress: @Sendable (NodeProgress) -> Void
    /// Why the attempt was told to stop; nil while it was not.
    package let stopReason: @Sendable () -> StopReason?

    package init(
        job: Job,
        target: NodeTarget,
        attempt: Int,
        progress: @escaping @Sendable (NodeProgress) -> Void,
        stopReason: @escaping @Sendable () -> StopReason?
    ) {
        self.job = job
        self.target = target
        self.attempt = attempt
        self.progress = progress
        self.stopReason = stopReason
    }
}

/// Why a running attempt is ended from outside.
package enum StopReason: String, CaseIterable, Sendable {
    case cancelled
    case nodeTimeout
    case jobDeadline
    case shutdown
}
