import NIOConcurrencyHelpers

/// Lets a few in at a time and has the others wait in line.
///
/// An agent serves one request after another, and connections that it has not taken yet pile up in a queue of 128;
/// the next one is turned away. A fleet's sign-ins arrive in hundreds.
final class AgentGate: Sendable {
    private struct State {
        var free: Int
        var nextTicket = 0
        var line: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let state: NIOLockedValueBox<State>

    init(width: Int) { state = NIOLockedValueBox(State(free: width)) }

    /// Waits for a place; every `enter` that returned is followed by one `leave`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; there is nothing to leave then.
    func enter() async throws(CancellationError) {
        let ticket = state.withLockedValue { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLockedValue { state in
                    // Looked at under the lock that `abandon` takes: a cancel is seen here, or finds the ticket in line.
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.line.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            abandon(ticket)
        }
        if !isIn { throw CancellationError() }
    }

    /// Gives the place to whoever waited longest.
    func leave() {
        let next = state.withLockedValue { state -> CheckedContinuation<Bool, Never>? in
            if state.line.isEmpty {
                state.free += 1
                return nil
            }
            return state.line.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func abandon(_ ticket: Int) {
        let abandoned = state.withLockedValue { state -> CheckedContinuation<Bool, Never>? in
            guard let place = state.line.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.line.remove(at: place).continuation
        }
        abandoned?.resume(returning: false)
    }
}
