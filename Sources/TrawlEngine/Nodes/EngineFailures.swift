import TrawlDomain

extension NodeFailure {
    /// The job's deadline has passed, for a node that ran and for one whose turn had not come.
    static func jobDeadline(_ options: JobOptions, stage: NodeStage) -> NodeFailure {
        let limit = options.deadline.map { " of \($0.inSeconds)" } ?? ""
        return NodeFailure(
            code: .jobDeadline,
            stage: stage,
            message: stage == .queued
                ? "The job's deadline\(limit) passed before the node's turn came."
                : "The job's deadline\(limit) passed while the node was being worked on."
        )
    }

    /// Too many nodes have FAILED for any other to be started.
    static func maxFailures(_ options: JobOptions) -> NodeFailure {
        NodeFailure(
            code: .maxFailures,
            stage: .queued,
            message: "No further node was started after \(options.maxFailures ?? 0) had failed."
        )
    }
}

extension Duration {
    /// For a sentence: "90 s", "0.25 s".
    var inSeconds: String {
        let (seconds, attoseconds) = components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0 else { return "\(seconds) s" }
        return "\(Double(seconds * 1000 + milliseconds) / 1000) s"
    }
}
