import NIOConcurrencyHelpers

/// A clock that only moves when a test moves it, so that an hour passes in a test without any time passing.
///
/// ```
/// try await clock.sleepers(atLeast: 1)
/// clock.advance(by: .seconds(3600))
/// ```
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        /// Since the clock was made.
        package var offset: Duration

        package init(offset: Duration) {
            self.offset = offset
        }

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [Int: Sleeper] = [:]
        /// Sleeps that were cancelled before their continuation was there.
        var cancelled: Set<Int> = []
        var nextID = 0
    }

    private let state = NIOLockedValueBox(State())
    private let sleeping = Observed(0)

    package init() {}

    package var now: Instant { state.withLockedValue { $0.now } }
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// Waits until the clock was moved to the deadline or past it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        defer { _ = state.withLockedValue { $0.cancelled.remove(id) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let end = state.withLockedValue { state -> Result<Void, any Error>? in
                    if state.cancelled.contains(id) { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    return nil
                }
                if let end { continuation.resume(with: end) } else { countSleepers() }
            }
        } onCancel: {
            let sleeper = state.withLockedValue { state -> Sleeper? in
                guard let sleeper = state.sleepers.removeValue(forKey: id) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return sleeper
            }
            countSleepers()
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves the clock, and wakes those whose time has come, the earliest first.
    package func advance(by duration: Duration) {
        let due = state.withLockedValue { state -> [Sleeper] in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value)
        }
        countSleepers()
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Moves the clock to when the next sleeper wakes, and wakes it; answers false where nobody sleeps.
    @discardableResult
    package func advanceToNext() -> Bool {
        let step = state.withLockedValue { state in
            state.sleepers.values.map(\.deadline).min().map { state.now.duration(to: $0) }
        }
        guard let step else { return false }
        advance(by: step)
        return true
    }

    /// Waits until at least so many tasks sleep on the clock.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    package func sleepers(atLeast count: Int) async throws {
        try await sleeping.until { $0 >= count }
    }

    private func countSleepers() {
        sleeping.change { $0 = state.withLockedValue { $0.sleepers.count } }
    }
}
