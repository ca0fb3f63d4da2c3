import Testing
import TrawlTestKit

@Suite("A value that tests wait on")
struct ObservedTests {
    @Test("Every waiter sees the change, whoever came first")
    func changes() async throws {
        let count = Observed(0)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for target in 1...100 {
                group.addTask {
                    try await count.wait(for: "\(target)") { value -> Int? in value >= target ? target : nil }
                }
            }
            for _ in 1...100 { count.change { $0 += 1 } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 5050)
        #expect(count.value == 100)
    }

    @Test("What does not come ends the wait at its limit")
    func limit() async {
        let never = Observed(false)
        await #expect(throws: NeverHappened.self) {
            try await never.wait(for: "truth", within: .milliseconds(20)) { $0 ? true : nil }
        }
    }

    @Test("A cancelled wait ends at once")
    func cancelled() async {
        let never = Observed(false)
        let waiting = Task { try await never.wait(for: "truth", within: .seconds(3600)) { $0 ? true : nil } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}
