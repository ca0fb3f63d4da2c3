import Foundation

/// How hard the tests that can be made harder try: `TRAWL_TORTURE=1`, as `make torture` sets it, is the long way.
package enum TortureSize {
    /// Whether the long way was asked for.
    package static var isTorture: Bool { ProcessInfo.processInfo.environment["TRAWL_TORTURE"] == "1" }

    /// What drives random moments; `TRAWL_SEED` replays a run.
    package static var seed: UInt64 {
        ProcessInfo.processInfo.environment["TRAWL_SEED"].flatMap { UInt64($0) } ?? 20_261_121
    }

    /// What a promise of time is held to: what was promised where the tests have the machine for themselves, as torture
    /// has it, and on every other day what a busy machine may take.
    package static func bound(promised: Duration, busy: Duration) -> Duration {
        isTorture ? promised : busy
    }

    /// One number for every day, another for torture.
    package static func of(_ usual: Int, torture: Int) -> Int {
        isTorture ? torture : usual
    }

    /// How often something is done: as often as a variable says, else one number for every day and another for torture.
    package static func rounds(_ variable: String, usual: Int, torture: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? of(usual, torture: torture)
    }
}
