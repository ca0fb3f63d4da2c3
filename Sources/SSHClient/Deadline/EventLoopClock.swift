import NIOConcurrencyHelpers
public import NIOCore
import NIOPosix

/// A monotonic clock that sleeps on event loops.
///
/// A sleep from code that already runs on an event loop is an entry in that loop's own heap, and its end needs no other
/// thread; with thousands of deadlines of which next to none is reached, that is much cheaper than a timer of the system.
public struct EventLoopClock: Clock {
    /// The same instants as `ContinuousClock` has.
    public typealias Instant = ContinuousClock.Instant

    private let group: any EventLoopGroup

    /// Makes a clock whose sleeps from elsewhere than an event loop are held by the group's loops.
    public init(group: any EventLoopGroup) {
        self.group = group
    }

    /// Makes a clock whose sleeps from elsewhere than an event loop are held by NIO's shared loops.
    public init() {
        self.init(group: MultiThreadedEventLoopGroup.singleton)
    }

    /// The present moment.
    public var now: Instant { ContinuousClock.now }

    /// Event loops count in nanoseconds.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Waits until a moment has come.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let pause = now.duration(to: deadline)
        guard pause > .zero else { return try Task.checkCancellation() }
        let loop = MultiThreadedEventLoopGroup.currentEventLoop ?? group.next()
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                sleeper.begin(continuation) { try loop.scheduleCallback(in: TimeAmount(pause), handler: sleeper) }
            }
        } onCancel: {
            sleeper.cancel()
        }
    }
}

/// One sleep: whoever comes first of the loop's call and the task's cancellation resumes it.
private final class Sleeper: NIOScheduledCallbackHandler, Sendable {
    private enum State {
        case new
        case asleep(CheckedContinuation<Void, any Error>, NIOScheduledCallback?)
        case over
    }

    private let state = NIOLockedValueBox(State.new)

    func begin(_ continuation: CheckedContinuation<Void, any Error>, schedule: () throws -> NIOScheduledCallback) {
        let isLate = state.withLockedValue { state in
            guard case .new = state else { return true }
            state = .asleep(continuation, nil)
            return false
        }
        guard !isLate else { return continuation.resume(throwing: CancellationError()) }
        do {
            let callback = try schedule()
            let isOver = state.withLockedValue { state in
                guard case .asleep(let continuation, _) = state else { return true }
                state = .asleep(continuation, callback)
                return false
            }
            if isOver { callback.cancel() }
        } catch {
            // The loop is shut down, so nothing will ever wake the sleeper.
            end()?.resume(throwing: CancellationError())
        }
    }

    func cancel() {
        let before = state.withLockedValue { state in
            defer { state = .over }
            return state
        }
        guard case .asleep(let continuation, let callback) = before else { return }
        callback?.cancel()
        continuation.resume(throwing: CancellationError())
    }

    func handleScheduledCallback(eventLoop: some EventLoop) {
        end()?.resume()
    }

    func didCancelScheduledCallback(eventLoop: some EventLoop) {
        // Also said when the loop is shut down under the sleeper.
        end()?.resume(throwing: CancellationError())
    }

    private func end() -> CheckedContinuation<Void, any Error>? {
        state.withLockedValue { state in
            defer { state = .over }
            if case .asleep(let continuation, _) = state { return continuation }
            return nil
        }
    }
}
