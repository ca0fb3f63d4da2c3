/// What a new process found of earlier ones; every list oldest first.
package struct Recovery: Equatable, Sendable {
    /// Jobs that are final and settled now.
    package var ended: [JobID]
    /// RUNNING jobs to go on with: none of their nodes is RUNNING, at least one is PENDING.
    package var resumable: [JobID]
    /// PENDING jobs that were to be run at once and are to be run now.
    package var startable: [JobID]

    package init(ended: [JobID] = [], resumable: [JobID] = [], startable: [JobID] = []) {
        self.ended = ended
        self.resumable = resumable
        self.startable = startable
    }
}
