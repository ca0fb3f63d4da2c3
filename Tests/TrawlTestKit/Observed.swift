import NIOConcurrencyHelpers

/// A value behind a lock that tasks can wait on: code announces what happened, tests wait for it instead of sleeping.
package final class Observed<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter = 0
    }

    private let state: NIOLockedValueBox<State>

    package init(_ value: Value) {
        state = NIOLockedValueBox(State(value: value))
    }

    /// What it is now.
    package var value: Value { state.withLockedValue { $0.value } }

    /// Changes the value, and lets everybody who waits look at it again.
    @discardableResult
    package func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        let (result, waiters) = try state.withLockedValue { state in
            let result = try body(&state.value)
            defer { state.waiters.removeAll() }
            return (result, Array(state.waiters.values))
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    /// Waits until the condition holds, at once where it does.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    package func until(_ condition: (Value) -> Bool) async throws {
        try await answer { condition($0) ? () : nil }
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
                var patience = PatientLimit(limit)
                while !patience.hasPassed { try await patience.pass(min(limit, .milliseconds(250))) }
                throw NeverHappened(what: what, limit: limit)
            }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func answer<Answer>(_ look: (Value) -> Answer?) async throws -> Answer {
        while true {
            try Task.checkCancellation()
            if let answer = look(value) { return answer }
            let ticket = state.withLockedValue { state in
                state.lastWaiter += 1
                return state.lastWaiter
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    // Look once more under the lock that a change would take: nothing can come between the two.
                    let isLate = state.withLockedValue { state in
                        guard !Task.isCancelled, look(state.value) == nil else { return true }
                        state.waiters[ticket] = continuation
                        return false
                    }
                    if isLate { continuation.resume() }
                }
            } onCancel: {
                state.withLockedValue { $0.waiters.removeValue(forKey: ticket) }?.resume()
            }
        }
    }
}
