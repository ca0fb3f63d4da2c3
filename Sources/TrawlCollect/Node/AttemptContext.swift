import Crypto
import NIOConcurrencyHelpers

/// What every attempt of a collector works with.
struct AttemptContext: Sendable {
    let disk: DiskThreads
    let layout: FolderLayout
    let settings: CollectSettings
    let clock: any Clock<Duration>
    /// What the marks of attempts are made with.
    let markKey: SymmetricKey
    /// Starts a stopwatch for an attempt.
    let stopwatch: @Sendable () -> Stopwatch
    let plans = PlanShelf()
}

/// Plans that were read already: all nodes of a job have the same.
final class PlanShelf: Sendable {
    private let read = NIOLockedValueBox<(text: String, plan: Plan)?>(nil)

    /// The plan that a job's text holds.
    func plan(_ text: String) throws(PlanFault) -> Plan {
        if let known = read.withLockedValue({ $0 }), known.text == text { return known.plan }
        let plan = try Plan(json: text)
        read.withLockedValue { $0 = (text, plan) }
        return plan
    }
}
