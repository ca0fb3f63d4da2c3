/// One operand of a node set, with the operator before it.
struct NodeSetOperand {
    enum Operator: Character {
        case union = ","
        case difference = "!"
        case intersection = "&"
        case symmetricDifference = "^"
    }

    enum Part {
        case text(String)
        /// Never empty.
        case ranges([NodeRange])
    }

    let combining: Operator
    /// Whether it is written with a leading `@`, which is not among the parts.
    let isGroup: Bool
    let parts: [Part]
    /// Its place in the text, in Unicode scalars.
    let place: Range<Int>

    /// How many names it stands for, counted with repetitions; nil where that is past counting.
    var count: Int? {
        var product = 1
        for part in parts {
            guard case .ranges(let ranges) = part else { continue }
            var sum = 0
            for range in ranges {
                let (next, overflows) = sum.addingReportingOverflow(range.count)
                if overflows { return nil }
                sum = next
            }
            let (next, overflows) = product.multipliedReportingOverflow(by: sum)
            if overflows { return nil }
            product = next
        }
        return product
    }

    /// Hands out every name it stands for, the last dimension counting fastest.
    func forEachName<Failure>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
        try expand(parts[...], after: "", body)
    }

    private func expand<Failure>(
        _ rest: ArraySlice<Part>,
        after prefix: String,
        _ body: (String) throws(Failure) -> Void
    ) throws(Failure) {
        guard let part = rest.first else { return try body(prefix) }
        switch part {
        case .text(let text):
            try expand(rest.dropFirst(), after: prefix + text, body)
        case .ranges(let ranges):
            for range in ranges {
                for number in stride(from: range.first, through: range.last, by: range.step) {
                    try expand(rest.dropFirst(), after: prefix + range.digits(of: number), body)
                }
            }
        }
    }
}
