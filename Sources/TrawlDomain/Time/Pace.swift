/// How closely things that are dear may follow each other: a token bucket.
///
/// Pure. A few may follow each other at once, so that what is done alone waits for nothing; a steady stream is spread, so that
/// what it is done for gathers and shares it.
package struct Pace: Sendable {
    private let burst: Double
    private let spacing: Duration
    private var tokens: Double
    private var countedAt: ContinuousClock.Instant?

    /// Lets `burst` follow each other at once, and after that one every `spacing`.
    package init(burst: Int, spacing: Duration) {
        self.burst = Double(burst)
        self.spacing = spacing
        tokens = Double(burst)
    }

    /// How long the next one must wait; zero where it need not.
    package mutating func pause(before now: ContinuousClock.Instant) -> Duration {
        refill(at: now)
        // A moment that was waited for comes out a hair early by rounding.
        return tokens >= 1 - 1e-6 ? .zero : spacing * (1 - tokens)
    }

    /// One begins.
    package mutating func began(at now: ContinuousClock.Instant) {
        refill(at: now)
        tokens -= 1
    }

    private mutating func refill(at now: ContinuousClock.Instant) {
        if let countedAt { tokens = min(burst, tokens + max(.zero, now - countedAt) / spacing) }
        countedAt = now
    }
}
