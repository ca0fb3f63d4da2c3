import NIOConcurrencyHelpers

/// A request to stop that is made once and can be waited for.
final class StopLatch<Reason: Sendable>: Sendable {
    private struct State {
        var reason: Reason?
        var waiters: [Int: CheckedContinuation<Reason?, Never>] = [:]
        var lastWaiter = 0
    }

    private let state = NIOLockedValueBox(State())

    /// The first reason that was given; nil while none was.
    var reason: Reason? { state.withLockedValue { $0.reason } }

    /// Requests the stop; the first reason stays.
    func trip(_ reason: Reason) {
        let waiters = state.withLockedValue { state -> [CheckedContinuation<Reason?, Never>] in
            guard state.reason == nil else { return [] }
            state.reason = reason
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: reason) }
    }

    /// Waits for the request; nil when the waiting task is cancelled first.
    func wait() async -> Reason? {
        let ticket = state.withLockedValue { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Reason?? = state.withLockedValue { state in
                    if let reason = state.reason { return .some(reason) }
                    if Task.isCancelled { return .some(nil) }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: nil)
        }
    }
}
