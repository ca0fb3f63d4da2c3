/// Durations as people write them: `90s`, `10m`, `1h30m`, `2d`, `500ms`.
package enum DurationText {
    /// Reads whole numbers with units, the larger unit first and each unit once.
    ///
    /// - Throws: `MeasureFault` with what to write instead, for a number without a unit too.
    package static func parse(_ text: some StringProtocol) throws(MeasureFault) -> Duration {
        let quoted = String(text).debugDescription
        if let number = Int64(text), number >= 0 {
            throw MeasureFault(message: "\(text) has no unit; write \(text)s for seconds or \(text)m for minutes")
        }
        var milliseconds: Int64 = 0
        var smallest = Int64.max
        var rest = text[...]
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let word = rest.dropFirst(digits.count).prefix { !$0.isNumber }
            guard let count = Int64(digits), let unit = units.first(where: { $0.name == word }),
                unit.milliseconds < smallest
            else {
                throw MeasureFault(message: "\(quoted) is not a time; write it like 500ms, 90s, 10m, 1h30m or 2d")
            }
            let (part, tooLong) = count.multipliedReportingOverflow(by: unit.milliseconds)
            let (sum, tooLongYet) = milliseconds.addingReportingOverflow(part)
            if tooLong || tooLongYet || sum > longest {
                throw MeasureFault(message: "\(quoted) is too long a time; the longest is \(longest / 86_400_000)d")
            }
            milliseconds = sum
            smallest = unit.milliseconds
            rest = rest.dropFirst(digits.count + word.count)
        } while !rest.isEmpty
        return .milliseconds(milliseconds)
    }

    /// Writes a duration so that ``parse(_:)`` reads it back, to the millisecond; `0s` for none.
    package static func format(_ duration: Duration) -> String {
        var rest = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        var text = ""
        for unit in units where rest.magnitude >= unit.milliseconds.magnitude {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text.isEmpty ? "0s" : text
    }

    private static let longest: Int64 = 36_500 * 86_400_000
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
}
