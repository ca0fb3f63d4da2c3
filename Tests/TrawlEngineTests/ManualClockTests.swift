import Testing
import TrawlTestKit

@Suite("The clock that tests move", .timeLimit(.minutes(1)))
struct ManualClockTests {
    @Test("Wakes the sleepers whose time has come, and no others")
    func wakes() async throws {
        let clock = ManualClock()
        let woken = Observed<Set<Int>>([])
        for second in 1...3 {
            Task {
                try await clock.sleep(for: .seconds(second))
                woken.change { _ = $0.insert(second) }
            }
        }
        try await clock.sleepers(atLeast: 3)
        clock.advance(by: .milliseconds(2500))
        try await woken.until { $0 == [1, 2] }
        try await clock.sleepers(atLeast: 1)
        #expect(clock.advanceToNext())
        try await woken.until { $0 == [1, 2, 3] }
        #expect(clock.now.offset == .seconds(3))
        #expect(!clock.advanceToNext())
    }

    @Test("A cancelled sleep throws, whether it was cancelled before or while it slept")
    func cancelled() async throws {
        let clock = ManualClock()
        let sleeping = Task { try await clock.sleep(for: .seconds(1)) }
        try await clock.sleepers(atLeast: 1)
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        let gate = Observed(false)
        let early = Task {
            try? await gate.until { $0 }
            try await clock.sleep(for: .seconds(1))
        }
        early.cancel()
        await #expect(throws: CancellationError.self) { try await early.value }
        #expect(!clock.advanceToNext())
    }

    @Test("A sleep until a time that has passed does not wait")
    func passed() async throws {
        let clock = ManualClock()
        clock.advance(by: .seconds(5))
        try await clock.sleep(until: ManualClock.Instant(offset: .seconds(5)), tolerance: nil)
    }
}
