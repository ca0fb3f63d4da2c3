package import Foundation

/// An attempt at a node that ended with the process that made it, so that nobody saw its remote work end.
package struct InterruptedAttempt: Hashable, Sendable {
    package let job: JobID
    package let target: NodeTarget
    package let number: Int
    /// When it was found to be interrupted.
    package let interruptedAt: Date
    /// What a later look found; nil where nobody could look yet.
    package let look: AttemptLook?

    package init(job: JobID, target: NodeTarget, number: Int, interruptedAt: Date, look: AttemptLook? = nil) {
        self.job = job
        self.target = target
        self.number = number
        self.interruptedAt = interruptedAt
        self.look = look
    }
}
