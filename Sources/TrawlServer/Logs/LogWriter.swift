import NIOConcurrencyHelpers
import NIOPosix

/// Writes lines on a thread of its own, so that whoever logs never waits for whoever reads.
///
/// What is given while too much waits already is lost; how much that was is said in a line once there is room again.
package final class LogWriter: Sendable {
    private struct State {
        var lines: [String] = []
        var bytes = 0
        var lostSinceTold = 0
        var lost = 0
        var isWriting = false
        var flushes: [AsyncStream<Void>.Continuation] = []
    }

    private let limit: Int
    private let told: @Sendable (Int) -> String
    private let sink: @Sendable (String) -> Void
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = NIOLockedValueBox(State())

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - limit: The most bytes that may wait.
    ///   - told: The line that says how many were lost.
    ///   - sink: Writes a text, and may block for as long as it likes.
    package init(
        limit: Int = 1 << 20,
        told: @escaping @Sendable (Int) -> String,
        sink: @escaping @Sendable (String) -> Void
    ) {
        self.limit = limit
        self.told = told
        self.sink = sink
        thread.start()
    }

    deinit { thread.shutdownGracefully { _ in } }

    /// Has a line written soon, or loses it; never blocks.
    package func write(_ line: String) {
        let isFirst = state.withLockedValue { state in
            guard state.bytes + line.utf8.count <= limit else {
                state.lostSinceTold += 1
                state.lost += 1
                return false
            }
            state.lines.append(line)
            state.bytes += line.utf8.count
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if isFirst { thread.submit { _ in self.writeOut() } }
    }

    /// Lines that were lost since the process began.
    package var lost: Int { state.withLockedValue { $0.lost } }

    /// Waits until everything that was given is written, but no longer than the limit; answers whether it is.
    ///
    /// Returns early when the task is cancelled.
    package func flush(within limit: Duration) async -> Bool {
        let (stream, end) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLockedValue { state in
            if state.isWriting { state.flushes.append(end) } else { end.finish() }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in stream {} }
            group.addTask { try? await ContinuousClock().sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        return state.withLockedValue { !$0.isWriting }
    }

    /// Writes what waits, all of it at once, until nothing does.
    private func writeOut() {
        while true {
            let (text, flushes) = state.withLockedValue { state -> (String?, [AsyncStream<Void>.Continuation]) in
                guard !state.lines.isEmpty || state.lostSinceTold > 0 else {
                    state.isWriting = false
                    defer { state.flushes = [] }
                    return (nil, state.flushes)
                }
                var text = state.lines.joined()
                if state.lostSinceTold > 0 { text += told(state.lostSinceTold) }
                state.lines.removeAll(keepingCapacity: true)
                state.bytes = 0
                state.lostSinceTold = 0
                return (text, [])
            }
            for flush in flushes { flush.finish() }
            guard let text else { return }
            sink(text)
        }
    }
}
