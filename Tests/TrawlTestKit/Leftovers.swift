import NIOConcurrencyHelpers

/// What a case may not leave behind: tasks that go on, and whatever its fixtures count.
///
/// Tests run side by side in one process, so nothing is counted that others could have made. Every task that is started
/// in the scope, and by those, carries the scope's ledger as a task-local value until it ends: when the ledger is gone,
/// so are they.
package enum Leftovers {
    private final class Ledger: Sendable {
        typealias Count = (what: String, now: @Sendable () -> Int)

        let counts: NIOLockedValueBox<[Count]>
        private let isGone: Observed<Bool>

        init(counts: NIOLockedValueBox<[Count]>, isGone: Observed<Bool>) {
            self.counts = counts
            self.isGone = isGone
        }

        deinit { isGone.change { $0 = true } }
    }

    @TaskLocal private static var ledger: Ledger?

    /// Runs a case, and sees that nothing of it is left once it has returned; a case that throws is not looked at.
    ///
    /// - Throws: What the case throws; ``NeverHappened``, naming what is left.
    package static func none<Result>(
        within limit: Duration = .seconds(10),
        after body: () async throws -> Result
    ) async throws -> Result {
        let counts = NIOLockedValueBox<[Ledger.Count]>([])
        let isGone = Observed(false)
        let result = try await $ledger.withValue(Ledger(counts: counts, isGone: isGone)) { try await body() }
        for count in counts.withLockedValue({ $0 }) {
            try await eventually("end of the last of the \(count.what)", within: limit) { count.now() == 0 }
        }
        _ = try await isGone.wait(for: "end of every task that the case started", within: limit) { $0 ? true : nil }
        return result
    }

    /// Has something counted at the end of the case that runs; it must be none then, or soon.
    ///
    /// Without a case around it nothing is counted.
    package static func count(_ what: String, _ now: @escaping @Sendable () -> Int) {
        ledger?.counts.withLockedValue { $0.append((what, now)) }
    }
}
