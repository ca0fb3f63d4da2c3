import TrawlDomain

/// An attempt that is over: everything that is needed to judge it.
struct Attempt: Sendable {
    /// That it was told to stop: why, when, and what it was doing then.
    struct Stop: Equatable, Sendable {
        let reason: StopReason
        /// On the engine's timeline.
        let at: Duration
        let stage: NodeStage
    }

    /// What is known of its end.
    enum Answer: Equatable, Sendable {
        case report(NodeReport)
        /// It was told to stop before it began.
        case neverBegan
        /// It was told to stop and did not answer; the text says what that means, for a person.
        case none(String)
    }

    /// What came of trying.
    enum End: Sendable {
        /// The store refused the claim: someone was faster.
        case notClaimed
        case storeFailed(StoreError)
        case over(Attempt)
    }

    /// The node as it was claimed.
    let record: NodeRecord
    let answer: Answer
    let stop: Stop?
    /// On the engine's timeline.
    let endedAt: Duration
    /// How far it had come.
    let progress: NodeProgress
}
