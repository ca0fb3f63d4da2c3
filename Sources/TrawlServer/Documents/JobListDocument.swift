/// A page of jobs, newest first.
package struct JobListDocument: Hashable, Sendable, Codable {
    package var jobs: [JobDocument]
    /// What asks for the next page; null on the last one.
    package var nextCursor: String?

    package init(jobs: [JobDocument], nextCursor: String?) {
        self.jobs = jobs
        self.nextCursor = nextCursor
    }

    private enum CodingKeys: String, CodingKey {
        case jobs
        case nextCursor = "next_cursor"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(jobs, forKey: .jobs)
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}
