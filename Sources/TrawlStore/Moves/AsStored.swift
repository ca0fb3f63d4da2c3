import Foundation
import TrawlDomain

// What a store answers is what it would read back: every value is brought to the precision of the schema first.

extension Date {
    /// The moment in whole milliseconds.
    var asStored: Date { Timestamp(self).date }
}

extension Duration {
    /// Whole milliseconds, as long as they fit.
    var milliseconds: Int64 {
        let (seconds, fraction) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = whole.addingReportingOverflow(fraction / 1_000_000_000_000_000)
        return carry ? whole : sum
    }

    var asStored: Duration { .milliseconds(milliseconds) }
}

extension JobOptions {
    var asStored: JobOptions {
        var options = self
        options.nodeTimeout = nodeTimeout.asStored
        options.deadline = deadline?.asStored
        return options
    }
}

extension CancelVerdict {
    var asStored: CancelVerdict {
        CancelVerdict(outcome: outcome, duration: duration.asStored, detail: detail)
    }
}
