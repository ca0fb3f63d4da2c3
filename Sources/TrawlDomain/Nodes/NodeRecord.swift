package import Foundation

/// A node of a job as it is stored.
package struct NodeRecord: Hashable, Sendable {
    package var target: NodeTarget
    /// Its place in the job, from 0, in the order in which the targets named it.
    package var position: Int
    package var status: NodeStatus
    /// How many attempts were started.
    package var attempt: Int
    /// How many of them were broken off by a shutdown, so that they count as no try.
    package var handedBack: Int
    package var stage: NodeStage
    package var startedAt: Date?
    package var finishedAt: Date?
    package var stepsDone: Int
    package var stepsTotal: Int
    package var bytes: Int64
    package var artifacts: Int
    package var failure: NodeFailure?
    package var verdict: CancelVerdict?

    package init(target: NodeTarget, position: Int) {
        self.target = target
        self.position = position
        status = .pending
        attempt = 0
        handedBack = 0
        stage = .queued
        stepsDone = 0
        stepsTotal = 0
        bytes = 0
        artifacts = 0
    }

    package var name: NodeName { target.name }
    /// How many attempts count against the retries that a node has.
    package var tries: Int { attempt - handedBack }
}
