package import Foundation

/// Reads the time of one attempt: a wall-clock start, and what has passed since by a clock that never goes back.
package struct Stopwatch: Sendable {
    package let startedAt: Date
    private let reading: @Sendable () -> Duration

    /// Starts now.
    package init<C: Clock>(startedAt: Date, clock: C) where C.Duration == Duration {
        let start = clock.now
        self.startedAt = startedAt
        reading = { start.duration(to: clock.now) }
    }

    package var elapsed: Duration { reading() }

    /// The moment that lies `elapsed` after the start.
    package func date(after elapsed: Duration) -> Date {
        startedAt.addingTimeInterval(elapsed / .seconds(1))
    }
}
