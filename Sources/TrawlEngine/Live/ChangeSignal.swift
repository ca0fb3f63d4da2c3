import NIOConcurrencyHelpers

/// Tells any number of viewers that something changed, and when nothing will change any more.
///
/// Signals carry nothing and are merged: a slow viewer meets one, reads the present state, and cost nobody memory.
final class ChangeSignal: Sendable {
    private struct State {
        var viewers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextID = 0
        var isOver = false
    }

    private let state = NIOLockedValueBox(State())

    /// A stream with one element at once and one after changes; it ends when nothing will change any more.
    func changes() -> AsyncStream<Void> {
        let (stream, viewer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        viewer.yield()
        let id = state.withLockedValue { state -> Int? in
            guard !state.isOver else { return nil }
            state.nextID += 1
            state.viewers[state.nextID] = viewer
            return state.nextID
        }
        guard let id else {
            viewer.finish()
            return stream
        }
        viewer.onTermination = { [weak self] _ in
            _ = self?.state.withLockedValue { $0.viewers.removeValue(forKey: id) }
        }
        return stream
    }

    /// Something changed.
    func announce() {
        for viewer in state.withLockedValue({ Array($0.viewers.values) }) { viewer.yield() }
    }

    /// Nothing will change any more: every stream ends, after what was announced last.
    func end() {
        let viewers = state.withLockedValue { state in
            state.isOver = true
            defer { state.viewers = [:] }
            return Array(state.viewers.values)
        }
        for viewer in viewers { viewer.finish() }
    }
}
