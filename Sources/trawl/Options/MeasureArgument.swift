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
