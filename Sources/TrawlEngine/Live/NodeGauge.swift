import NIOConcurrencyHelpers
import TrawlDomain

/// How far one attempt has come, written by its collector for every chunk and read by whoever draws it.
///
/// Each attempt has a lock of its own, so that a thousand nodes that report at once do not meet each other.
final class NodeGauge: Sendable {
    private struct Reading {
        var progress = NodeProgress()
        var movedAt: Duration
        /// When its stage began.
        var stageSince: Duration
        var isNoted = true
    }

    let startedAt: Duration
    private let timeline: Timeline
    private let meter: EngineMeter
    private let reading: NIOLockedValueBox<Reading>

    init(timeline: Timeline, meter: EngineMeter) {
        self.timeline = timeline
        self.meter = meter
        startedAt = timeline.now
        reading = NIOLockedValueBox(Reading(movedAt: startedAt, stageSince: startedAt))
    }

    var progress: NodeProgress { reading.withLockedValue { $0.progress } }

    /// Takes a report; answers whether it is news by itself and not just more bytes.
    func take(_ progress: NodeProgress) -> Bool {
        let now = timeline.now
        let (isNews, left) = reading.withLockedValue { reading -> (Bool, (stage: NodeStage, after: Duration)?) in
            let before = reading.progress
            guard before != progress else { return (false, nil) }
            reading.progress = progress
            reading.isNoted = false
            let isNews = before.stage != progress.stage || before.stepsDone != progress.stepsDone
            if isNews || before.bytes != progress.bytes { reading.movedAt = now }
            let isShown = isNews || before.activity != progress.activity
            guard before.stage != progress.stage else { return (isShown, nil) }
            defer { reading.stageSince = now }
            return (isShown, (before.stage, now - reading.stageSince))
        }
        if let left { meter.left(left.stage, after: left.after) }
        return isNews
    }

    /// The attempt is over, and with it the stage that it was in.
    func end() {
        let now = timeline.now
        let (stage, since) = reading.withLockedValue { ($0.progress.stage, $0.stageSince) }
        meter.left(stage, after: now - since)
    }

    /// The progress, where it changed since this was last asked.
    func takeUnnoted() -> NodeProgress? {
        reading.withLockedValue { reading in
            guard !reading.isNoted else { return nil }
            reading.isNoted = true
            return reading.progress
        }
    }

    func shown(as name: NodeName, at now: Duration) -> JobSnapshot.RunningNode {
        let (progress, movedAt) = reading.withLockedValue { ($0.progress, $0.movedAt) }
        // Two readers may take the time in one order and the lock in the other; nothing is shown as negative.
        return JobSnapshot.RunningNode(
            name: name,
            progress: progress,
            elapsed: max(.zero, now - startedAt),
            silent: max(.zero, now - movedAt)
        )
    }
}
