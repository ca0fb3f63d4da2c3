import NIOConcurrencyHelpers
package import TrawlDomain

/// A collector whose attempts are measured.
package struct MeteredCollector: NodeCollector {
    private let collector: any NodeCollector
    private let meter: CollectMeter

    package init(_ collector: any NodeCollector, meter: CollectMeter) {
        self.collector = collector
        self.meter = meter
    }

    package func workPlace() -> WorkPlace { collector.workPlace() }

    package func collect(_ assignment: NodeAssignment) async -> NodeReport {
        let watch = NIOLockedValueBox((stage: NodeStage.queued, since: ContinuousClock.now))
        let metered = NodeAssignment(
            job: assignment.job,
            target: assignment.target,
            attempt: assignment.attempt,
            progress: { [meter] progress in
                leave(to: progress.stage, watch, meter)
                assignment.progress(progress)
            },
            stopReason: assignment.stopReason
        )
        let report = await collector.collect(metered)
        leave(to: .done, watch, meter)
        meter.ended(report)
        return report
    }
}

/// Takes down how long the stage took that is over now; nothing while it goes on.
private func leave(
    to next: NodeStage,
    _ watch: NIOLockedValueBox<(stage: NodeStage, since: ContinuousClock.Instant)>,
    _ meter: CollectMeter
) {
    let over: (NodeStage, Duration)? = watch.withLockedValue { watch in
        guard watch.stage != next else { return nil }
        let now = ContinuousClock.now
        defer { watch = (next, now) }
        return watch.stage == .queued ? nil : (watch.stage, now - watch.since)
    }
    if let (stage, duration) = over { meter.left(stage, after: duration) }
}
