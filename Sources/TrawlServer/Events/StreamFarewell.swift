import NIOConcurrencyHelpers

/// Tells every open event stream that the server shuts down, so that none of them holds it up.
package final class StreamFarewell: Sendable {
    private struct State {
        var isSaid = false
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextID = 0
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// Whether the server shuts down.
    package var isSaid: Bool { state.withLockedValue { $0.isSaid } }

    /// Says it, once and for all.
    package func say() {
        let listeners = state.withLockedValue { state in
            state.isSaid = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
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
