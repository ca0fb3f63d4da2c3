import TrawlDomain

/// Measures from the moment of a stop request.
struct StopTime: Sendable {
    private let since: Task<Duration?, Never>
    private let watch: Stopwatch

    init(latch: StopLatch<StopReason>, watch: Stopwatch) {
        self.watch = watch
        since = Task { await latch.wait() == nil ? nil : watch.elapsed }
    }

    /// What passed from the request to a moment of the watch, or till now; nil where there was no request.
    ///
    /// To be asked once, at the end.
    func elapsed(until moment: Duration?) async -> Duration? {
        since.cancel()
        let end = moment ?? watch.elapsed
        return await since.value.map { max(.zero, end - $0) }
    }
}
