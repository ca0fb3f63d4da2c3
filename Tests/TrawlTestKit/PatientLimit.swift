/// A limit of time for what a test waits for.
///
/// Time in which this process was stopped, with all that it waits for, counts as a second at most: nothing could happen
/// in it.
struct PatientLimit {
    private let limit: Duration
    private let clock = ContinuousClock()
    private var waited = Duration.zero
    private var last: ContinuousClock.Instant

    init(_ limit: Duration) {
        self.limit = limit
        last = clock.now
    }

    var hasPassed: Bool { waited >= limit }

    /// Waits for a part of it; what went by since the last part counts as well.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    mutating func pass(_ part: Duration) async throws {
        try await clock.sleep(for: part)
        let now = clock.now
        waited += min(now - last, .seconds(1))
        last = now
    }
}
