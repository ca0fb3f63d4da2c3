/// The engine's sense of time: an injected clock, read as the time since the engine was made.
///
/// An existential clock hides its instants, so they are opened once, here, and are plain durations everywhere else.
package struct Timeline: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let pause: @Sendable (Duration) async throws -> Void

    package init(_ clock: some Clock<Duration>) {
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
        pause = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
    }

    /// Since the engine was made.
    package var now: Duration { elapsed() }

    /// Waits until a moment of this timeline; returns at once when it has passed.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    package func sleep(until moment: Duration) async throws {
        try await pause(moment)
    }
}
