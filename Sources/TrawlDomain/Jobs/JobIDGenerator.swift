package import Foundation

/// Hands out job ids that never go backwards within a process, whatever the wall clock does.
///
/// Where the clock stands still or jumps back, the last id's time is kept and its random part is counted up by one,
/// as the ULID specification's "monotonicity" has it.
package struct JobIDGenerator: Sendable {
    private var lastMilliseconds: UInt64 = 0
    private var last: (high: UInt16, low: UInt64) = (0, 0)

    package init() {}

    /// The next id at the given moment.
    package mutating func next(at moment: Date, using random: inout some RandomNumberGenerator) -> JobID {
        // An id has 48 bits of time; a clock that is further out than that counts as standing still.
        let milliseconds = UInt64(min(max(0, moment.timeIntervalSince1970 * 1000), 0xFFFF_FFFF_FFFF))
        if milliseconds > lastMilliseconds {
            lastMilliseconds = milliseconds
            // The top bit stays free, so that counting up cannot overflow in any number of ids anyone will make.
            last = (random.next() & 0x7FFF, random.next())
        } else {
            let (low, carry) = last.low.addingReportingOverflow(1)
            last = (last.high &+ (carry ? 1 : 0), low)
        }
        return JobID(milliseconds: lastMilliseconds, entropy: last)
    }
}
