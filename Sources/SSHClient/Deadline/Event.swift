import NIOConcurrencyHelpers

/// Something that happens once, with a value, and that any number of tasks can wait for.
final class Event<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [Int: CheckedContinuation<Value, any Error>] = [:]
        var lastWaiter = 0
    }

    private let state = NIOLockedValueBox(State())

    /// What happened; nil while nothing did.
    var value: Value? { state.withLockedValue { $0.value } }

    /// Lets it happen; a second time does nothing.
    func happen(_ value: Value) {
        let waiters = state.withLockedValue { state -> [CheckedContinuation<Value, any Error>] in
            guard state.value == nil else { return [] }
            state.value = value
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: value) }
    }

    /// Waits until it has happened.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    @discardableResult
    func wait() async throws -> Value {
        let ticket = state.withLockedValue { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLockedValue { state -> Result<Value, any Error>? in
                    if let value = state.value { return .success(value) }
                    // Cancelled before there was somebody for the handler to resume.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
        }
    }
}
