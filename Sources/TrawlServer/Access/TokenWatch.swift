package import Foundation
import NIOConcurrencyHelpers
package import TrawlDomain
package import TrawlEngine

/// Notices that a token is revoked or expires while something that it opened is open still.
///
/// One look at the store twice a second serves all who wait; nobody waiting, nothing is looked at.
package final class TokenWatch: Sendable {
    private struct State {
        var waiting: [Int: (token: String, end: AsyncStream<Void>.Continuation)] = [:]
        var nextID = 0
        var task: Task<Void, Never>?
    }

    private let tokens: any TokenStore
    private let timeline: Timeline
    private let now: @Sendable () -> Date
    private let state = NIOLockedValueBox(State())

    package init(tokens: any TokenStore, timeline: Timeline, now: @escaping @Sendable () -> Date) {
        self.tokens = tokens
        self.timeline = timeline
        self.now = now
    }

    /// Returns once a token lets nobody in any more, at the latest half a second after; or when the task is cancelled.
    package func ended(_ token: String) async {
        let (stream, end) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = state.withLockedValue { state in
            state.nextID += 1
            state.waiting[state.nextID] = (token, end)
            if state.task == nil { state.task = Task { await self.look() } }
            return state.nextID
        }
        for await _ in stream {}
        let idle = state.withLockedValue { state -> Task<Void, Never>? in
            state.waiting[id] = nil
            guard state.waiting.isEmpty else { return nil }
            defer { state.task = nil }
            return state.task
        }
        idle?.cancel()
    }

    private func look() async {
        while !Task.isCancelled {
            do {
                let valid = try await validTokens()
                let ended = state.withLockedValue { state in
                    state.waiting.values.filter { !valid.contains($0.token) }.map(\.end)
                }
                for end in ended { end.finish() }
            } catch {
                // A store that cannot be read for a moment signs nobody out.
            }
            do { try await timeline.sleep(until: timeline.now + Self.interval) } catch { return }
        }
    }

    private func validTokens() async throws(StoreError) -> Set<String> {
        let all = try await tokens.tokens(of: nil)
        let moment = now()
        return Set(all.filter { $0.isValid(at: moment) }.map(\.id))
    }

    private static let interval = Duration.milliseconds(500)
}
