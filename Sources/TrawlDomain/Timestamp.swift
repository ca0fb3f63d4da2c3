package import Foundation

/// A moment as it is stored and told everywhere: RFC 3339 in UTC with milliseconds, `2026-11-21T08:00:00.000Z`.
///
/// The text has one length, so that it sorts by time, and an auditor reads it without a program. It is written and
/// read by arithmetic, because every move stores one and a formatter costs more than the move.
package struct Timestamp: Hashable, Sendable {
    /// Since 1970 in UTC, within the years 0001 to 9999.
    package let milliseconds: Int64

    /// Rounds a moment to milliseconds; what is outside the years 0001 to 9999 becomes their first or last.
    package init(_ date: Date) {
        let exact = (date.timeIntervalSince1970 * 1000).rounded()
        guard exact > Double(Self.first) else {
            milliseconds = Self.first
            return
        }
        milliseconds = exact < Double(Self.last) ? Int64(exact) : Self.last
    }

    /// Reads exactly the form that ``text`` writes; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.length else { return nil }
        for (place, mark) in Self.marks where bytes[place] != mark { return nil }

        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }

        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let fraction = number(20..<23),
            year >= 1, (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        // The 31st of June would come back as another day than the one that was asked for.
        guard Self.civil(days: days) == (year, month, day) else { return nil }
        milliseconds = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction
    }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    package var text: String {
        let (days, rest) = Self.floorDivide(milliseconds, by: Self.millisecondsOfDay)
        let (year, month, day) = Self.civil(days: days)
        return String(unsafeUninitializedCapacity: Self.length) { buffer in
            for (place, mark) in Self.marks { buffer[place] = mark }

            func write(_ value: Int64, in range: Range<Int>) {
                var value = value
                for place in range.reversed() {
                    buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
                    value /= 10
                }
            }

            write(year, in: 0..<4)
            write(month, in: 5..<7)
            write(day, in: 8..<10)
            write(rest / 3_600_000, in: 11..<13)
            write(rest / 60_000 % 60, in: 14..<16)
            write(rest / 1000 % 60, in: 17..<19)
            write(rest % 1000, in: 20..<23)
            return Self.length
        }
    }

    private static let length = 24
    private static let millisecondsOfDay: Int64 = 86_400_000
    private static let first: Int64 = -62_135_596_800_000
    private static let last: Int64 = 253_402_300_799_999
    private static let marks: [(Int, UInt8)] = [
        (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":")),
        (16, UInt8(ascii: ":")), (19, UInt8(ascii: ".")), (23, UInt8(ascii: "Z")),
    ]

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// Days since 1970 of a day of the Gregorian calendar.
    ///
    /// Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that the leap day is
    /// the last of its year; 146,097 days are 400 years, and 719,468 days lie between 0000-03-01 and 1970-01-01.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shifted, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
