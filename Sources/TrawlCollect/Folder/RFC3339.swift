package import Foundation

/// Times as the contract writes them: RFC 3339, UTC, with milliseconds, always 24 characters.
package enum RFC3339 {
    /// Writes a time, `2026-11-21T08:00:00.000Z`; years outside 0 to 9999 are brought to the nearest.
    package static func text(_ date: Date) -> String {
        let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
        return text(milliseconds: min(max(milliseconds, earliest), latest))
    }

    /// Reads what ``text(_:)`` writes, and nothing else.
    package static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count == 24 else { return nil }
        for (place, byte) in zip(bytes.indices, "....-..-..T..:..:......Z".utf8) where byte != UInt8(ascii: ".") {
            guard bytes[place] == byte else { return nil }
        }
        guard bytes[19] == UInt8(ascii: "."), let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), let fraction = number(bytes[20..<23]),
            1...12 ~= month, day >= 1, hour < 24, minute < 60, second < 60
        else { return nil }
        let days = dayNumber(year: year, month: month, day: day)
        let civil = calendar(days)
        guard civil.month == month, civil.day == day else { return nil }
        let seconds = days * 86400 + hour * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds * 1000 + fraction) / 1000)
    }

    private static let earliest: Int64 = -62_167_219_200_000
    private static let latest: Int64 = 253_402_300_799_999

    private static func text(milliseconds: Int64) -> String {
        let day = Int64(86_400_000)
        let days = (milliseconds >= 0 ? milliseconds : milliseconds - (day - 1)) / day
        let rest = milliseconds - days * day
        let civil = calendar(days)
        return String(unsafeUninitializedCapacity: 24) { out in
            var place = 0
            func put(_ value: Int64, _ width: Int, _ end: UInt8) {
                var value = value
                for index in (place..<place + width).reversed() {
                    out[index] = UInt8(ascii: "0") + UInt8(value % 10)
                    value /= 10
                }
                out[place + width] = end
                place += width + 1
            }
            put(civil.year, 4, UInt8(ascii: "-"))
            put(civil.month, 2, UInt8(ascii: "-"))
            put(civil.day, 2, UInt8(ascii: "T"))
            put(rest / 3_600_000, 2, UInt8(ascii: ":"))
            put(rest / 60_000 % 60, 2, UInt8(ascii: ":"))
            put(rest / 1000 % 60, 2, UInt8(ascii: "."))
            put(rest % 1000, 3, UInt8(ascii: "Z"))
            return place
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// Days since 1970 of a date in the Gregorian calendar, by eras of 400 years that begin in March.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of ``dayNumber(year:month:day:)``.
    private static func calendar(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
