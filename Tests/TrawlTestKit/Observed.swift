import NIOConcurrencyHelpers

/// A value that tests can wait on: they say what they wait for, and are woken by every change.
package final class Observed<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextID = 0
    }

    private let state: NIOLockedValueBox<State>

    package init(_ value: Value) {
        state = NIOLockedValueBox(State(value: value))
    }

    package var value: Value { state.withLockedValue { $0.value } }

    /// Changes the value and wakes whoever watches it.
    package func change<R>(_ body: (inout Value) throws -> R) rethrows -> R {
        let (result, watchers) = try state.withLockedValue { state in
            (try body(&state.value), Array(state.watchers.values))
        }
        for watcher in watchers { watcher.yield() }
        return result
    }

    /// Waits until the condition holds, at once where it does.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    package func until(_ condition: (Value) -> Bool) async throws {
        let (changes, watcher) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        watcher.yield()
        let id = state.withLockedValue { state in
            state.nextID += 1
            state.watchers[state.nextID] = watcher
            return state.nextID
        }
        defer { _ = state.withLockedValue { $0.watchers.removeValue(forKey: id) } }
        for await _ in changes where condition(value) { return }
        throw CancellationError()
    }
}
