import Foundation

/// The field `Retry-After` (RFC 9110, section 10.2.3): a number of seconds, or a date.
enum RetryAfter {
    /// How long to wait from now on; nil for what is neither, nothing for a date that has passed.
    static func duration(_ text: String, now: Date) -> Duration? {
        if let seconds = Int(text) { return seconds >= 0 ? .seconds(seconds) : nil }
        return date(text).map { .seconds(max(0, $0.timeIntervalSince(now).rounded(.up))) }
    }

    /// The one form that RFC 9110, section 5.6.7 lets senders write: `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func date(_ text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let numbers = ([words[3], words[1]] + words[4].split(separator: ":")).map { Int($0) }
        guard numbers.count == 5, let year = numbers[0], let day = numbers[1], let hour = numbers[2],
            let minute = numbers[3], let second = numbers[4]
        else { return nil }
        let parts = DateComponents(
            calendar: Calendar(identifier: .gregorian),
            timeZone: .gmt,
            year: year,
            month: month + 1,
            day: day,
            hour: hour,
            minute: minute,
            second: second
        )
        return parts.isValidDate ? parts.date : nil
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
