import Crypto
package import Foundation
package import NIOCore
import SSHClient
package import TrawlDomain

/// Collects from nodes over SSH: the engine's ``NodeCollector``, and the one place that knows both worlds.
package struct SSHNodeCollector: NodeCollector {
    let lanes: Lanes
    let ring: KeyRing
    let context: AttemptContext

    /// Makes a collector whose sessions run on `group` and whose files are written on `disk`.
    ///
    /// `markKey` is what this installation knows the remote work of its attempts by; 32 bytes.
    package init(
        group: any EventLoopGroup,
        disk: DiskThreads,
        layout: FolderLayout,
        secrets: CollectSecrets = CollectSecrets(),
        settings: CollectSettings = CollectSettings(),
        markKey: [UInt8],
        clock: some Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date
    ) {
        lanes = Lanes(group: group, clock: clock)
        ring = KeyRing(group: group, secrets: secrets)
        context = AttemptContext(
            disk: disk,
            layout: layout,
            settings: settings,
            clock: clock,
            markKey: SymmetricKey(data: markKey),
            stopwatch: { Stopwatch(startedAt: now(), clock: clock) },
            signIns: Turnstile(AttemptContext.signInLimits, clock: clock),
            looks: Turnstile(AttemptContext.lookLimits, clock: clock),
            plans: PlanShelf(secrets: secrets.password.map { [$0] } ?? [])
        )
    }

    /// Reads what the targets are to be signed in with, so that a mistake in it is told before anything is stored.
    ///
    /// - Throws: ``CollectFault`` where a known_hosts file cannot be read, or a node has nothing to sign in with.
    package func check(_ targets: [NodeTarget], plan: String) async throws(CollectFault) {
        do {
            _ = try context.plans.plan(plan)
            for target in targets {
                let (_, keys) = try await ring.keys(for: target.connection)
                if keys.credentials.isEmpty {
                    throw CollectFault(
                        keys.unusable.first?.message
                            ?? "Nothing to sign in to \(target.name) with: name a key with --identity, start an agent,"
                            + " or use --ask-password."
                    )
                }
            }
        } catch let fault as CollectFault {
            throw fault
        } catch {
            throw CollectFault("\(error)")
        }
    }

    package func workPlace() -> WorkPlace {
        let (lane, leave) = lanes.take()
        return WorkPlace(executor: lane.executor, leave: leave)
    }

    package func collect(_ assignment: NodeAssignment) async -> NodeReport {
        let stop = StopLatch<StopReason>()
        let watch = context.stopwatch()
        let stopTime = StopTime(watch: watch)
        return await withTaskCancellationHandler {
            // The place that was taken for the attempt; else one is taken now.
            let place = lanes.current.map { (lane: $0, leave: {}) } ?? lanes.take()
            defer { place.leave() }
            let lane = place.lane
            return await withTaskExecutorPreference(lane.executor) {
                await NodeAttempt(
                    assignment,
                    lane: lane,
                    ring: ring,
                    context: context,
                    stop: stop,
                    stopTime: stopTime,
                    watch: watch
                )
                .run()
            }
        } onCancel: {
            stopTime.note()
            stop.trip(assignment.stopReason() ?? .cancelled)
        }
    }
}
