/// Bytes a second over the last few seconds.
struct RateMeter {
    private var marks: [(at: Duration, bytes: Int64)] = []

    /// Takes the bytes seen up to a moment of the job.
    mutating func note(_ bytes: Int64, at moment: Duration) {
        if let last = marks.last, moment <= last.at { return }
        marks.append((moment, bytes))
        // One mark at or before the window's edge stays, so that the window is always spanned.
        while marks.count > 2, moment - marks[1].at >= Self.window { marks.removeFirst() }
    }

    /// Nil until half a second was seen.
    var bytesPerSecond: Int64? {
        guard let first = marks.first, let last = marks.last, last.at - first.at >= .milliseconds(500) else {
            return nil
        }
        let (seconds, attoseconds) = (last.at - first.at).components
        let span = Double(seconds) + Double(attoseconds) / 1e18
        return Int64(Double(max(0, last.bytes - first.bytes)) / span)
    }

    private static let window = Duration.seconds(5)
}
