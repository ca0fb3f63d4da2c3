/// How long something took, many times over: how often it was within which bound.
package struct DurationHistogram: Hashable, Sendable {
    /// Upper bounds, ascending: from what a commit takes to what a node takes.
    package static let bounds: [Duration] = [
        .milliseconds(1), .milliseconds(2), .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50),
        .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1), .milliseconds(2500), .seconds(5),
        .seconds(10), .seconds(30), .seconds(60), .seconds(300), .seconds(1800),
    ]

    /// One more than there are bounds; the last is for what is above all of them.
    package private(set) var counts: [Int]
    package private(set) var sum: Duration = .zero

    package init() {
        counts = Array(repeating: 0, count: Self.bounds.count + 1)
    }

    package var total: Int { counts.reduce(0, +) }

    /// Takes one in.
    package mutating func add(_ duration: Duration) {
        counts[Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count] += 1
        sum += duration
    }
}
