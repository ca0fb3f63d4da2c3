import Logging
import TrawlCollect
import TrawlEngine

/// Keeps new work from being started while the disk is below its floor; what runs goes on.
struct FloorWatch: Sendable {
    let probe: DiskProbe
    let threads: ReadingThreads
    let manager: JobManager
    let timeline: Timeline
    let log: Logger

    /// Looks once a second until the task is cancelled.
    func keep() async {
        var isBelow = manager.heldBecause != nil
        while !Task.isCancelled {
            do { try await timeline.sleep(until: timeline.now + .seconds(1)) } catch { return }
            let reason: String?
            do { reason = try await threads.run { [probe] in probe.roomFault() } } catch { return }
            manager.hold(because: reason)
            guard isBelow != (reason != nil) else { continue }
            isBelow.toggle()
            if let reason {
                log.error("no new work is started", metadata: ["reason": "\(reason)"])
            } else {
                log.notice("new work is started again")
            }
        }
    }
}
