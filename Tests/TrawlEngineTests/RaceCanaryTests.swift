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
        let (ready, go, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        for _ in 0..<2 {
            Thread.detachNewThread {
                ready.signal()
                // Both live before either adds: what the one does at its end must not come before the other's start.
                go.wait()
                // Few, because the sanitizer tells no race whose other side it has forgotten.
                for _ in 0..<100 { UnsafeMutablePointer<Int>(bitPattern: address)?.pointee += 1 }
                end.signal()
            }
        }
        for _ in 0..<2 { ready.wait() }
        for _ in 0..<2 { go.signal() }
        for _ in 0..<2 { end.wait() }
    }
}
