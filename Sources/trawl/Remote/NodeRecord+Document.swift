import TrawlDomain
import TrawlServer

extension NodeRecord {
    /// A node as a server tells it; what it keeps to itself is empty.
    ///
    /// - Throws: ``CommandFailure`` where the name is none.
    init(_ document: NodeDocument, position: Int) throws(CommandFailure) {
        let name: NodeName
        do {
            name = try NodeName(document.node)
        } catch {
            throw CommandFailure("the server told of a node that cannot be: \(error)")
        }
        self.init(
            target: NodeTarget(name: name, address: document.address, port: document.port, connection: ""),
            position: position
        )
        status = document.status
        attempt = document.attempt
        stage = document.stage
        startedAt = document.startedAt?.date
        finishedAt = document.finishedAt?.date
        stepsDone = document.stepsDone
        stepsTotal = document.stepsTotal
        bytes = document.bytes
        artifacts = document.artifacts
        failure = document.error.map { error in
            NodeFailure(
                code: error.code,
                stage: error.stage,
                message: error.message,
                isRetryable: error.retryable
            )
        }
        verdict = document.cancelOutcome.map { outcome in
            CancelVerdict(
                outcome: outcome,
                duration: .milliseconds(document.cancelMilliseconds ?? 0),
                detail: document.cancelDetail
            )
        }
    }
}
