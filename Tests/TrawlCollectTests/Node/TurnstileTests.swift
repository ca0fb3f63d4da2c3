import Testing
import TrawlTestKit

@testable import TrawlCollect

@Suite("A turnstile", .timeLimit(.minutes(1)))
struct TurnstileTests {
    private let clock = ManualClock()
    private let turnstile: Turnstile

    init() {
        let limits = Turnstile.Limits(total: 3, perPlace: 2, patience: .seconds(2))
        turnstile = Turnstile(limits, clock: clock)
    }

    /// Waits for a turn, and says when it has come.
    private func enter(_ place: String, noting entered: Observed<[String]>) -> Task<Turnstile.Pass, any Error> {
        Task {
            let pass = try await turnstile.enter(place)
            entered.change { $0.append(place) }
            return pass
        }
    }

    @Test("lets so many in at once, and the next one when one leaves, who may leave twice")
    func total() async throws {
        let first = try await turnstile.enter("a")
        for place in ["b", "c"] { _ = try await turnstile.enter(place) }
        let entered = Observed<[String]>([])
        let waiting = enter("d", noting: entered)
        try await eventually("one waits") { turnstile.waiting == 1 }
        #expect(entered.value.isEmpty)
        first.leave()
        first.leave()
        _ = try await waiting.value
        let next = enter("e", noting: entered)
        try await eventually("one waits") { turnstile.waiting == 1 }
        next.cancel()
        await #expect(throws: CancellationError.self) { try await next.value }
        #expect(turnstile.waiting == 0)
    }

    @Test("lets fewer in to one place, and nobody else waits for that place")
    func place() async throws {
        let first = try await turnstile.enter("a")
        _ = try await turnstile.enter("a")
        let entered = Observed<[String]>([])
        let waiting = enter("a", noting: entered)
        try await eventually("one waits") { turnstile.waiting == 1 }
        let other = try await turnstile.enter("b")
        other.leave()
        #expect(entered.value.isEmpty)
        first.leave()
        _ = try await waiting.value
        #expect(entered.value == ["a"])
    }

    @Test("does not count for long who does not leave")
    func patience() async throws {
        for place in ["a", "b", "c"] { _ = try await turnstile.enter(place) }
        let entered = Observed<[String]>([])
        let waiting = ["d", "e"].map { enter($0, noting: entered) }
        try await eventually("two wait") { turnstile.waiting == 2 }
        try await clock.sleepers(atLeast: 1)
        clock.advance(by: .milliseconds(1999))
        #expect(entered.value.isEmpty)
        clock.advance(by: .milliseconds(1))
        for task in waiting { _ = try await task.value }
        // The hung ones are gone from the count: only two of three places are taken.
        _ = try await turnstile.enter("f")
        let last = enter("g", noting: entered)
        try await eventually("one waits") { turnstile.waiting == 1 }
        last.cancel()
    }

    @Test("A thousand in line all have their turn, and never too many at once")
    func crowd() async throws {
        let inside = Observed((now: 0, most: 0))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    guard let pass = try? await turnstile.enter("\(number % 7)") else { return }
                    inside.change {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    await Task.yield()
                    inside.change { $0.now -= 1 }
                    pass.leave()
                }
            }
        }
        #expect(inside.value.most <= 3 && inside.value.now == 0)
        #expect(turnstile.waiting == 0)
    }

    @Test("A task that is cancelled already is not let in")
    func cancelledBefore() async {
        let task = Task { [turnstile] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await turnstile.enter("a")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
