import NIOConcurrencyHelpers
import TrawlDomain

/// Counts what came to an end in this process, for as long as it lives.
final class EngineMeter: Sendable {
    struct Reading: Sendable {
        var stages: [NodeStage: DurationHistogram] = [:]
        var verdicts: [CancelOutcome: DurationHistogram] = [:]
        var attempts = JobCounts()
        var bytes: Int64 = 0
    }

    private let state = NIOLockedValueBox(Reading())

    var reading: Reading { state.withLockedValue { $0 } }

    /// An attempt has left a stage.
    func left(_ stage: NodeStage, after duration: Duration) {
        state.withLockedValue { $0.stages[stage, default: DurationHistogram()].add(duration) }
    }

    /// What an attempt came to is stored.
    func ended(_ record: NodeRecord) {
        state.withLockedValue { state in
            state.attempts[record.status] += 1
            state.bytes += record.bytes
        }
    }

    /// The verdict on a cancelled node is stored.
    func judged(_ verdict: CancelVerdict, keptBytes: Int64) {
        state.withLockedValue { state in
            state.verdicts[verdict.outcome, default: DurationHistogram()].add(verdict.duration)
            state.attempts[.cancelled] += 1
            state.bytes += keptBytes
        }
    }
}
