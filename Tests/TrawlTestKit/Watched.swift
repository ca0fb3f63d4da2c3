import NIOConcurrencyHelpers

/// A value behind a lock that tasks can wait on: code announces what happened, tests wait for it instead of sleeping.
package final class Watched<Value: Sendable>: Sendable {
    private struct State: Sendable {
        var value: Value
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter: UInt64 = 0
    }

    private let state: NIOLockedValueBox<State>

    package init(_ value: Value) {
        state = NIOLockedValueBox(State(value: value))
    }

    /// What it is now.
    package var value: Value {
        state.withLockedValue { $0.value }
    }

    /// Changes the value, and lets everybody who waits look at it again.
    @discardableResult
    package func update<Result>(_ change: (inout Value) throws -> Result) rethrows -> Result {
        let (result, waiting) = try state.withLockedValue { state in
            let result = try change(&state.value)
            defer { state.waiters.removeAll() }
            return (result, Array(state.waiters.values))
        }
        for waiter in waiting { waiter.resume() }
        return result
    }

    /// Waits until a look at the value gives an answer.
    ///
    /// - Throws: ``NeverHappened`` when the limit has passed, `CancellationError` when the task is cancelled.
    package func wait<Answer: Sendable>(
        for what: String,
        within limit: Duration = .seconds(30),
        _ look: @escaping @Sendable (Value) -> Answer?
    ) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await self.answer(look) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw NeverHappened(what: what, limit: limit)
            }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func answer<Answer>(_ look: @Sendable (Value) -> Answer?) async throws -> Answer {
        while true {
            try Task.checkCancellation()
            if let answer = look(value) { return answer }
            let id = state.withLockedValue { state in
                state.nextWaiter += 1
                return state.nextWaiter
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    // Look once more under the lock that a change would take: nothing can come between the two.
                    let isLate = state.withLockedValue { state in
                        guard !Task.isCancelled, look(state.value) == nil else { return true }
                        state.waiters[id] = continuation
                        return false
                    }
                    if isLate { continuation.resume() }
                }
            } onCancel: {
                state.withLockedValue { $0.waiters.removeValue(forKey: id) }?.resume()
            }
        }
    }
}
