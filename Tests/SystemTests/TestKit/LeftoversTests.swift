import NIOConcurrencyHelpers
import Testing
import TrawlTestKit

/// The census can fail: each kind of thing that a case may leave behind is left behind once.
@Suite("What a case leaves behind")
struct LeftoversTests {
    @Test("A task that goes on is told, however deep it was started")
    func task() async throws {
        let isFree = Observed(false)
        let error = await #expect(throws: NeverHappened.self) {
            try await Leftovers.none(within: .milliseconds(100)) {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        _ = Task { _ = try await isFree.wait(for: "leave to end") { $0 ? true : nil } }
                    }
                }
            }
        }
        #expect(error?.what == "end of every task that the case started")
        isFree.change { $0 = true }
    }

    @Test("A task that ends soon is waited for")
    func lateTask() async throws {
        let hasEnded = Observed(false)
        try await Leftovers.none {
            _ = Task {
                for _ in 0..<100 { await Task.yield() }
                hasEnded.change { $0 = true }
            }
        }
        #expect(hasEnded.value)
    }

    @Test("What a fixture counts is told by its name")
    func count() async throws {
        let sessions = NIOLockedValueBox(1)
        let error = await #expect(throws: NeverHappened.self) {
            try await Leftovers.none(within: .milliseconds(100)) {
                Leftovers.count("sessions") { sessions.withLockedValue { $0 } }
            }
        }
        #expect(error?.what == "end of the last of the sessions")
    }

    @Test("A case that fails tells its own failure")
    func failure() async {
        await #expect(throws: CancellationError.self) {
            try await Leftovers.none {
                Leftovers.count("sessions") { 1 }
                throw CancellationError()
            }
        }
    }
}
