/// What became of a node's remote work when it was ended.
package enum CancelOutcome: String, CaseIterable, Codable, Sendable {
    /// Nothing had been started on the node.
    case neverStarted = "never_started"
    /// The work had ended by itself before the cancel reached it.
    case finishedFirst = "finished_first"
    /// TERM was enough; the process group was seen empty.
    case terminated
    /// KILL was needed; the process group was seen empty.
    case killed
    /// A terminal was hung up; the rest is the node's own affair.
    case hungUp = "hung_up"
    /// The connection was gone, or the look was not possible; the tether's lease is the promise.
    case unverified
}

/// The verdict on one node, and how long it took to reach it.
package struct CancelVerdict: Hashable, Sendable {
    package var outcome: CancelOutcome
    /// From the request to the verdict.
    package var duration: Duration
    /// What a person should know, where there is something; nil otherwise.
    package var detail: String?

    package init(outcome: CancelOutcome, duration: Duration, detail: String? = nil) {
        self.outcome = outcome
        self.duration = duration
        self.detail = detail
    }
}
