/// How often values fell between bounds.
package struct HistogramCounts: Hashable, Sendable {
    /// Upper bounds, ascending.
    package let bounds: [Double]
    /// One more than there are bounds; the last is for what is above all of them.
    package private(set) var counts: [UInt64]
    package private(set) var sum: Double

    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
        sum = 0
    }

    /// Takes one value in.
    package mutating func add(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}
