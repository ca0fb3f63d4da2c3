/// How far an attempt has come; what the collector tells while it works.
package struct NodeProgress: Hashable, Sendable {
    package var stage: NodeStage
    package var stepsDone: Int
    package var stepsTotal: Int
    /// What is being done, for a person: the running step's command, or its name.
    package var activity: String
    /// Bytes of output taken in so far.
    package var bytes: Int64

    package init(
        stage: NodeStage = .queued,
        stepsDone: Int = 0,
        stepsTotal: Int = 0,
        activity: String = "",
        bytes: Int64 = 0
    ) {
        self.stage = stage
        self.stepsDone = stepsDone
        self.stepsTotal = stepsTotal
        self.activity = activity
        self.bytes = bytes
    }
}
