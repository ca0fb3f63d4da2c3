import NIOConcurrencyHelpers
package import TrawlDomain

/// Takes the measures of attempts at nodes since the process began.
package final class CollectMeter: Sendable {
    /// What was measured until one moment.
    package struct Readings: Sendable {
        /// Seconds that attempts spent at each stage.
        package var stages: [NodeStage: HistogramCounts] = [:]
        /// Seconds from a cancel to its verdict.
        package var verdicts: [CancelOutcome: HistogramCounts] = [:]
        /// Ended attempts by how they ended: the failure's code, nil for success.
        package var attempts: [FailureCode?: UInt64] = [:]
        /// Of artifacts that were kept.
        package var bytes: UInt64 = 0
    }

    private let readings = NIOLockedValueBox(Readings())

    package init() {}

    package var now: Readings { readings.withLockedValue { $0 } }

    func left(_ stage: NodeStage, after duration: Duration) {
        readings.withLockedValue {
            $0.stages[stage, default: HistogramCounts(bounds: Self.stageBounds)].add(duration / .seconds(1))
        }
    }

    func ended(_ report: NodeReport) {
        let code: FailureCode? =
            switch report.outcome {
            case .succeeded: nil
            case .failed(let failure): failure.code
            }
        readings.withLockedValue { readings in
            readings.attempts[code, default: 0] += 1
            readings.bytes += UInt64(max(0, report.bytes))
            guard let verdict = report.verdict else { return }
            readings.verdicts[verdict.outcome, default: HistogramCounts(bounds: Self.verdictBounds)]
                .add(verdict.duration / .seconds(1))
        }
    }

    private static let stageBounds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 3600]
    private static let verdictBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30]
}
