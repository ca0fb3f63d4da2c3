import NIOConcurrencyHelpers

/// Measures from the moment of a stop request.
final class StopTime: Sendable {
    private let watch: Stopwatch
    private let since = NIOLockedValueBox<Duration?>(nil)

    init(watch: Stopwatch) {
        self.watch = watch
    }

    /// The stop is requested now.
    func note() {
        let now = watch.elapsed
        since.withLockedValue { $0 = $0 ?? now }
    }

    /// What passed from the request to a moment of the watch, or till now; nil where there was no request.
    func elapsed(until moment: Duration?) -> Duration? {
        since.withLockedValue { $0 }.map { max(.zero, (moment ?? watch.elapsed) - $0) }
    }
}
