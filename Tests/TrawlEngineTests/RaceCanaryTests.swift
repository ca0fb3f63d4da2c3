import Foundation
import Testing

/// A data race on purpose, which the thread sanitizer must report: a gate that cannot fail is none.
///
/// Two threads add to one number without a lock. It runs only where `make sanitize` asks for it.
@Suite(
    "The race that must be reported",
    .enabled(if: ProcessInfo.processInfo.environment["TRAWL_RACE"] == "1", "only the sanitizer's gate wants a race")
)
struct RaceCanaryTests {
    @Test func race() {
        let number = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        number.initialize(to: 0)
        defer { number.deallocate() }
        // The address as a number: the compiler would not let the pointer be shared.
        let address = UInt(bitPattern: number)
        let ends = (0..<2).map { _ in DispatchSemaphore(value: 0) }
        for end in ends {
            Thread.detachNewThread {
                for _ in 0..<100_000 { UnsafeMutablePointer<Int>(bitPattern: address)?.pointee += 1 }
                end.signal()
            }
        }
        for end in ends { end.wait() }
    }
}
