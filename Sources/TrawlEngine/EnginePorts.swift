import Foundation
import TrawlDomain

/// What every run needs of the world outside the engine.
struct EnginePorts: Sendable {
    let store: any JobStore
    let collector: any NodeCollector
    let timeline: Timeline
    /// The time of day, for what is stored.
    let now: @Sendable () -> Date
    let backOff: BackOff
    /// How long an attempt that was told to stop may take to say what became of it.
    let settleLimit: Duration
    /// The attempts that all jobs together may make at once.
    let slots: SlotPool
    let meter = EngineMeter()
    /// Told when the store broke under a job.
    let storeFailed: @Sendable (StoreError) -> Void
    /// Told what becomes of jobs and nodes.
    let tell: @Sendable (EngineNews) -> Void
}
