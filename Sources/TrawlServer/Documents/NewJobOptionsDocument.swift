package import TrawlDomain

/// How a job is to be run, as a caller asks for it; what is left out is up to the server.
package struct NewJobOptionsDocument: Hashable, Sendable {
    package var concurrency: Int?
    package var nodeTimeout: Double?
    package var deadline: Double?
    package var retries: Int?
    package var maxFailures: FailureLimit?

    package init(
        concurrency: Int? = nil,
        nodeTimeout: Double? = nil,
        deadline: Double? = nil,
        retries: Int? = nil,
        maxFailures: FailureLimit? = nil
    ) {
        self.concurrency = concurrency
        self.nodeTimeout = nodeTimeout
        self.deadline = deadline
        self.retries = retries
        self.maxFailures = maxFailures
    }

    /// The options of a job over so many nodes, with the server's own number of nodes at once where the caller says nothing.
    package func jobOptions(standardConcurrency: Int, nodes: Int) -> JobOptions {
        var options = JobOptions(concurrency: concurrency ?? standardConcurrency)
        if let nodeTimeout { options.nodeTimeout = Self.duration(nodeTimeout) }
        options.deadline = deadline.map(Self.duration)
        options.retries = retries ?? options.retries
        options.maxFailures = maxFailures?.nodes(of: nodes)
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
        maxFailures = try Self.failures(in: fields)
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(concurrency, forKey: .concurrency)
        try fields.encodeIfPresent(nodeTimeout, forKey: .nodeTimeout)
        try fields.encodeIfPresent(deadline, forKey: .deadline)
        try fields.encodeIfPresent(retries, forKey: .retries)
        switch maxFailures {
        case nil: break
        case .count(let count): try fields.encode(count, forKey: .maxFailures)
        case .share: try fields.encodeIfPresent(maxFailures?.description, forKey: .maxFailures)
        }
    }

    /// A number, or a share of the nodes as a text.
    private static func failures(in fields: KeyedDecodingContainer<CodingKeys>) throws -> FailureLimit? {
        guard let text = try? fields.decodeIfPresent(String.self, forKey: .maxFailures) else {
            return try number(.maxFailures, FailureLimit.counts, in: fields).map { .count($0) }
        }
        guard text.hasSuffix("%"), let limit = FailureLimit(text) else {
            let message = "max_failures must be a number, or a share of the nodes such as \"10%\""
            throw StrictFields.fault(.maxFailures, in: fields, message)
        }
        return limit
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
