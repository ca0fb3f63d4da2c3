/// How many nodes may fail before no further one is started: a number, or a share of all nodes.
package enum FailureLimit: Hashable, Sendable, CustomStringConvertible {
    case count(Int)
    /// In percent, above 0 and at most 100.
    case share(Double)

    /// Reads `5` or `10%`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        if text.hasSuffix("%") {
            let digits = text.dropLast()
            guard digits.utf8.count <= 20, digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
                let percent = Double(digits), percent > 0, percent <= 100
            else { return nil }
            self = .share(percent)
        } else {
            guard let count = Int(text), Self.counts.contains(count) else { return nil }
            self = .count(count)
        }
    }

    /// The number of FAILED nodes at which no further one is started; at least one.
    package func nodes(of total: Int) -> Int {
        switch self {
        case .count(let count): count
        case .share(let percent): max(1, Int((Double(total) * percent / 100).rounded(.up)))
        }
    }

    package var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .share(let percent): percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
        }
    }

    /// The numbers that it can be.
    package static let counts = 1...1_000_000
}
