import ArgumentParser

/// How many nodes may fail before no further one is started: a number, or a share of all nodes.
enum FailureLimit: Equatable, ExpressibleByArgument {
    case count(Int)
    /// In percent, above 0 and at most 100.
    case share(Double)

    init?(argument: String) {
        if argument.hasSuffix("%") {
            guard let percent = Double(argument.dropLast()), percent > 0, percent <= 100 else { return nil }
            self = .share(percent)
        } else {
            guard let count = Int(argument), count > 0 else { return nil }
            self = .count(count)
        }
    }

    /// The number of FAILED nodes at which no further one is started; at least one.
    func nodes(of total: Int) -> Int {
        switch self {
        case .count(let count): count
        case .share(let percent): max(1, Int((Double(total) * percent / 100).rounded(.up)))
        }
    }
}
