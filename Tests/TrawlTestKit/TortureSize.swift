import Foundation

/// How hard the tests that can be made harder try: `TRAWL_TORTURE=1`, as `make torture` sets it, is the long way.
package enum TortureSize {
    /// Whether the long way was asked for.
    package static var isTorture: Bool { ProcessInfo.processInfo.environment["TRAWL_TORTURE"] == "1" }

    /// What drives random moments; `TRAWL_SEED` replays a run.
    package static var seed: UInt64 {
        ProcessInfo.processInfo.environment["TRAWL_SEED"].flatMap { UInt64($0) } ?? 20_261_121
    }

    /// One number for every day, another for torture.
    package static func of(_ usual: Int, torture: Int) -> Int {
        isTorture ? torture : usual
    }
}
