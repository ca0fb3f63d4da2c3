package import TrawlDomain

/// A node of a job as callers see it.
package struct NodeDocument: Hashable, Sendable {
    /// How the node failed.
    package struct Failure: Hashable, Codable, Sendable {
        package var code: FailureCode
        package var stage: NodeStage
        package var message: String
        package var retryable: Bool

        package init(_ failure: NodeFailure) {
            code = failure.code
            stage = failure.stage
            message = failure.message
            retryable = failure.isRetryable
        }
    }

    package var node: String
    package var address: String
    package var port: Int
    package var status: NodeStatus
    package var attempt: Int
    package var stage: NodeStage
    package var startedAt: DocumentTime?
    package var finishedAt: DocumentTime?
    package var stepsDone: Int
    package var stepsTotal: Int
    package var bytes: Int64
    package var artifacts: Int
    package var error: Failure?
    /// Only where the node's work was ended from outside.
    package var cancelOutcome: CancelOutcome?
    /// From the cancel to the verdict, in milliseconds; only with ``cancelOutcome``.
    package var cancelMilliseconds: Int64?
    /// What a person should know of the verdict; only where there is something.
    package var cancelDetail: String?

    package init(_ record: NodeRecord) {
        node = record.name.description
        address = record.target.address
        port = record.target.port
        status = record.status
        attempt = record.attempt
        stage = record.stage
        startedAt = record.startedAt.map(DocumentTime.init)
        finishedAt = record.finishedAt.map(DocumentTime.init)
        stepsDone = record.stepsDone
        stepsTotal = record.stepsTotal
        bytes = record.bytes
        artifacts = record.artifacts
        error = record.failure.map(Failure.init)
        cancelOutcome = record.verdict?.outcome
        cancelMilliseconds = record.verdict.map {
            $0.duration.components.seconds * 1000 + $0.duration.components.attoseconds / 1_000_000_000_000_000
        }
        cancelDetail = record.verdict?.detail
    }
}

extension NodeDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case node, address, port, status, attempt, stage
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case stepsDone = "steps_done"
        case stepsTotal = "steps_total"
        case bytes, artifacts, error
        case cancelOutcome = "cancel_outcome"
        case cancelMilliseconds = "cancel_ms"
        case cancelDetail = "cancel_detail"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(node, forKey: .node)
        try container.encode(address, forKey: .address)
        try container.encode(port, forKey: .port)
        try container.encode(status, forKey: .status)
        try container.encode(attempt, forKey: .attempt)
        try container.encode(stage, forKey: .stage)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(finishedAt, forKey: .finishedAt)
        try container.encode(stepsDone, forKey: .stepsDone)
        try container.encode(stepsTotal, forKey: .stepsTotal)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(artifacts, forKey: .artifacts)
        try container.encode(error, forKey: .error)
        try container.encodeIfPresent(cancelOutcome, forKey: .cancelOutcome)
        try container.encodeIfPresent(cancelMilliseconds, forKey: .cancelMilliseconds)
        try container.encodeIfPresent(cancelDetail, forKey: .cancelDetail)
    }
}
