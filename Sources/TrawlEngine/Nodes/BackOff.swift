/// How long a node rests before its next attempt.
///
/// After failed attempt *n* the rest is `min(60 s, 1 s · 2ⁿ⁻¹) · (½ + ½ · jitter)`, with a jitter from 0 up to 1, so
/// that nodes that failed together do not come back together:
///
/// | failed attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 and later |
/// |---|---|---|---|---|---|---|---|
/// | shortest | 0.5 s | 1 s | 2 s | 4 s | 8 s | 16 s | 30 s |
/// | longest | 1 s | 2 s | 4 s | 8 s | 16 s | 32 s | 60 s |
package struct BackOff: Sendable {
    private let jitter: @Sendable () -> Double

    /// Takes the randomness: a number from 0 up to 1 at each call.
    package init(jitter: @escaping @Sendable () -> Double) {
        self.jitter = jitter
    }

    /// The rest after a failed attempt; attempts count from 1.
    package func rest(afterAttempt attempt: Int) -> Duration {
        let doublings = min(max(attempt, 1) - 1, 6)
        let longest = min(Duration.seconds(60), Duration.seconds(1 << doublings))
        return longest * (0.5 + 0.5 * min(max(jitter(), 0), 1))
    }
}
