import TrawlDomain

/// Measures from the moment of a stop request.
struct StopTime: Sendable {
    private let since: Task<Duration?, Never>
    private let watch: Stopwatch

    init(latch: StopLatch<StopReason>, watch: Stopwatch) {
        self.watch = watch
        since = Task { await latch.wait() == nil ? nil : watch.elapsed }
    }

    /// What has passed since the request; nil where there was none; to be asked once, at the end.
    func elapsed() async -> Duration? {
        since.cancel()
        return await since.value.map { watch.elapsed - $0 }
    }
}
