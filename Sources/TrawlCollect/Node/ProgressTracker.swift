import NIOConcurrencyHelpers
import TrawlDomain

/// Keeps an attempt's progress and tells every change of it.
final class ProgressTracker: Sendable {
    private let progress = NIOLockedValueBox(NodeProgress())
    private let report: @Sendable (NodeProgress) -> Void

    init(report: @escaping @Sendable (NodeProgress) -> Void) {
        self.report = report
    }

    var stage: NodeStage { progress.withLockedValue(\.stage) }

    func update(_ change: (inout NodeProgress) -> Void) {
        report(
            progress.withLockedValue { progress in
                change(&progress)
                return progress
            }
        )
    }
}
