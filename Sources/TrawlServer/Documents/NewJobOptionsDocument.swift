package import TrawlDomain

/// How a job is to be run, as a caller asks for it; what is left out is up to the server.
package struct NewJobOptionsDocument: Hashable, Sendable {
    package var concurrency: Int?
    package var nodeTimeout: Double?
    package var deadline: Double?
    package var retries: Int?
    package var maxFailures: Int?

    package init(
        concurrency: Int? = nil,
        nodeTimeout: Double? = nil,
        deadline: Double? = nil,
        retries: Int? = nil,
        maxFailures: Int? = nil
    ) {
        self.concurrency = concurrency
        self.nodeTimeout = nodeTimeout
        self.deadline = deadline
        self.retries = retries
        self.maxFailures = maxFailures
    }

    /// The options of a job, with the server's own number of nodes at once where the caller says nothing.
    package func jobOptions(standardConcurrency: Int) -> JobOptions {
        var options = JobOptions(concurrency: concurrency ?? standardConcurrency)
        if let nodeTimeout { options.nodeTimeout = Self.duration(nodeTimeout) }
        options.deadline = deadline.map(Self.duration)
        options.retries = retries ?? options.retries
        options.maxFailures = maxFailures
        return options
    }

    private static func duration(_ seconds: Double) -> Duration {
        .milliseconds(Int64((seconds * 1000).rounded()))
    }
}

extension NewJobOptionsDocument: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case concurrency
        case nodeTimeout = "node_timeout_s"
        case deadline = "deadline_s"
        case retries
        case maxFailures = "max_failures"
    }

    package init(from decoder: any Decoder) throws {
        try StrictFields.check(decoder, CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        concurrency = try Self.number(.concurrency, 1...100_000, in: fields)
        nodeTimeout = try Self.seconds(.nodeTimeout, in: fields)
        deadline = try Self.seconds(.deadline, in: fields)
        retries = try Self.number(.retries, 0...100, in: fields)
        maxFailures = try Self.number(.maxFailures, 1...1_000_000, in: fields)
    }

    private static func number(
        _ key: CodingKeys,
        _ bounds: ClosedRange<Int>,
        in fields: KeyedDecodingContainer<CodingKeys>
    ) throws -> Int? {
        // As an Int, a number with a fraction would be told as a mistake of the whole text, without its field.
        guard let written = try fields.decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard let number = Int(exactly: written), bounds.contains(number) else {
            let message = "\(key.rawValue) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            throw StrictFields.fault(key, in: fields, message)
        }
        return number
    }

    private static func seconds(
        _ key: CodingKeys,
        in fields: KeyedDecodingContainer<CodingKeys>
    ) throws -> Double? {
        guard let seconds = try fields.decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard (0.001...31_536_000).contains(seconds) else {
            throw StrictFields.fault(key, in: fields, "\(key.rawValue) must be from 0.001 to 31536000 seconds")
        }
        return seconds
    }
}
