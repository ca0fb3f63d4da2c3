import ArgumentParser
import StrictYAML

/// How measures are read from the command line; what is wrong is said with what to write instead.
enum MeasureArgument {
    static func duration(_ text: String) throws -> Duration {
        let duration: Duration
        do {
            duration = try DurationText.parse(text)
        } catch {
            throw ValidationError(error.message)
        }
        guard duration > .zero else { throw ValidationError("it must be longer than nothing") }
        return duration
    }

    /// A time in whole seconds, as the nodes' shells count it, in a range.
    static func wholeSeconds(_ range: ClosedRange<Int64>) -> @Sendable (String) throws -> Duration {
        { text in
            let duration = try duration(text)
            guard duration.components.attoseconds == 0, range.contains(duration.components.seconds) else {
                let (least, most) = (Duration.seconds(range.lowerBound), Duration.seconds(range.upperBound))
                throw ValidationError(
                    "it must be in whole seconds, from \(DurationText.format(least)) to \(DurationText.format(most))"
                )
            }
            return duration
        }
    }

    /// A whole number in a range.
    static func number(_ range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
        { text in
            guard let number = Int(text), range.contains(number) else {
                throw ValidationError("it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}
