package import TrawlDomain

/// How a job is run, as callers see it; durations are in seconds.
package struct JobOptionsDocument: Hashable, Sendable {
    package var concurrency: Int
    package var nodeTimeout: Double
    package var deadline: Double?
    package var retries: Int
    package var maxFailures: Int?

    package init(_ options: JobOptions) {
        concurrency = options.concurrency
        nodeTimeout = Self.seconds(options.nodeTimeout)
        deadline = options.deadline.map(Self.seconds)
        retries = options.retries
        maxFailures = options.maxFailures
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1000
    }
}

extension JobOptionsDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case concurrency
        case nodeTimeout = "node_timeout_s"
        case deadline = "deadline_s"
        case retries
        case maxFailures = "max_failures"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(concurrency, forKey: .concurrency)
        try container.encode(nodeTimeout, forKey: .nodeTimeout)
        try container.encode(deadline, forKey: .deadline)
        try container.encode(retries, forKey: .retries)
        try container.encode(maxFailures, forKey: .maxFailures)
    }
}
