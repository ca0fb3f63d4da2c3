import NIOConcurrencyHelpers

/// Tells every open stream that the server shuts down, so that none of them holds it up.
package final class StreamFarewell: Sendable {
    private struct State {
        var isSaid = false
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var acts: [Int: @Sendable () -> Void] = [:]
        var nextID = 0
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// Whether the server shuts down.
    package var isSaid: Bool { state.withLockedValue { $0.isSaid } }

    /// Says it, once and for all.
    package func say() {
        let (listeners, acts) = state.withLockedValue { state in
            state.isSaid = true
            defer { (state.listeners, state.acts) = ([:], [:]) }
            return (Array(state.listeners.values), Array(state.acts.values))
        }
        for listener in listeners { listener.finish() }
        for act in acts { act() }
    }

    /// Has something done when it is said, at once where it was; the answer takes that back.
    func onSaid(_ act: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
        let id = state.withLockedValue { state -> Int? in
            guard !state.isSaid else { return nil }
            state.nextID += 1
            state.acts[state.nextID] = act
            return state.nextID
        }
        guard let id else {
            act()
            return {}
        }
        return { [state] in _ = state.withLockedValue { $0.acts.removeValue(forKey: id) } }
    }

    /// Returns when it is said, or when the task is cancelled.
    func heard() async {
        let (stream, listener) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = state.withLockedValue { state -> Int? in
            guard !state.isSaid else { return nil }
            state.nextID += 1
            state.listeners[state.nextID] = listener
            return state.nextID
        }
        guard let id else { return }
        for await _ in stream {}
        _ = state.withLockedValue { $0.listeners.removeValue(forKey: id) }
    }
}
