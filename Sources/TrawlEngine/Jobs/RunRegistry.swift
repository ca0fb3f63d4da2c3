import NIOConcurrencyHelpers
import TrawlDomain

/// Which jobs this process runs, and the last ones that it ran.
final class RunRegistry: Sendable {
    private struct State {
        var runs: [JobID: JobRun] = [:]
        /// Oldest first.
        var ended: [JobID] = []
    }

    private let state = NIOLockedValueBox(State())
    private let keptEnded: Int

    /// Runs that have ended are kept for viewers that come late, the given number of them at most.
    init(keptEnded: Int = 32) {
        self.keptEnded = keptEnded
    }

    subscript(id: JobID) -> JobRun? { state.withLockedValue { $0.runs[id] } }

    /// Runs that have not ended, and those that have and are still kept.
    var all: [JobRun] { state.withLockedValue { Array($0.runs.values) } }

    func add(_ run: JobRun, as id: JobID) {
        state.withLockedValue { $0.runs[id] = run }
    }

    /// A job is no more.
    func forget(_ id: JobID) {
        state.withLockedValue { state in
            state.runs[id] = nil
            state.ended.removeAll { $0 == id }
        }
    }

    /// A run has ended; the oldest ones beyond the number that is kept are forgotten.
    func markEnded(_ id: JobID) {
        state.withLockedValue { state in
            state.ended.append(id)
            while state.ended.count > keptEnded { state.runs[state.ended.removeFirst()] = nil }
        }
    }
}
