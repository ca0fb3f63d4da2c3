import NIOConcurrencyHelpers
import Testing
import TrawlDomain
import TrawlTestKit

/// A collector whose attempts end when the test says so.
///
/// An attempt whose script gives a report ends at once; the others stay open until ``answer(_:attempt:_:)``, or until
/// they are told to stop and `onStop` gives a report. One for which it gives none ignores its cancellation.
final class FakeCollector: NodeCollector {
    struct Key: Hashable {
        let node: NodeName
        let attempt: Int
    }

    struct State: Sendable {
        var starts: [Key] = []
        var open: [Key: NodeAssignment] = [:]
        var live = 0
        var peak = 0
        /// Attempts whose task was cancelled, with the reason that they could read.
        var stopped: [Key: StopReason] = [:]
    }

    let state = Observed(State())
    private struct Ends {
        var waiters: [Key: CheckedContinuation<NodeReport, Never>] = [:]
        var answers: [Key: NodeReport] = [:]
    }

    private let ends = NIOLockedValueBox(Ends())
    private let script: @Sendable (NodeAssignment) -> NodeReport?
    private let onStop: @Sendable (NodeAssignment) -> NodeReport?

    init(
        script: @escaping @Sendable (NodeAssignment) -> NodeReport? = { _ in nil },
        onStop: @escaping @Sendable (NodeAssignment) -> NodeReport? = { _ in .stopped() }
    ) {
        self.script = script
        self.onStop = onStop
    }

    func collect(_ assignment: NodeAssignment) async -> NodeReport {
        let key = Key(node: assignment.target.name, attempt: assignment.attempt)
        let report = script(assignment)
        state.change { state in
            if state.open[key] != nil { Issue.record("attempt \(key.attempt) at \(key.node) was begun twice") }
            state.starts.append(key)
            state.live += 1
            state.peak = max(state.peak, state.live)
            if report == nil { state.open[key] = assignment }
        }
        defer { state.change { $0.live -= 1 } }
        if let report { return report }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let early = ends.withLockedValue { ends in
                    if ends.answers[key] == nil { ends.waiters[key] = waiter }
                    return ends.answers[key]
                }
                if let early { waiter.resume(returning: early) }
            }
        } onCancel: {
            state.change { $0.stopped[key] = assignment.stopReason() }
            if let report = onStop(assignment) { answer(key, report) }
        }
    }

    /// Ends an open attempt; the first answer counts.
    func answer(_ node: NodeName, attempt: Int = 1, _ report: NodeReport) {
        answer(Key(node: node, attempt: attempt), report)
    }

    func answer(_ key: Key, _ report: NodeReport) {
        let waiter = ends.withLockedValue { ends -> CheckedContinuation<NodeReport, Never>? in
            guard ends.answers[key] == nil else { return nil }
            ends.answers[key] = report
            return ends.waiters.removeValue(forKey: key)
        }
        state.change { $0.open[key] = nil }
        waiter?.resume(returning: report)
    }

    /// Waits until so many attempts were begun in all.
    func starts(atLeast count: Int) async throws {
        try await state.until { $0.starts.count >= count }
    }

    /// Waits until an attempt is open; answers what it was given.
    @discardableResult
    func opened(_ node: NodeName, attempt: Int = 1) async throws -> NodeAssignment {
        let key = Key(node: node, attempt: attempt)
        try await state.until { $0.open[key] != nil }
        return try #require(state.value.open[key])
    }
}
