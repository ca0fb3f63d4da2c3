import Foundation
import Testing
import TrawlDomain

@Suite("Timestamps")
struct TimestampTests {
    /// Foundation's own opinion, which is fit for a test but too slow for every move.
    private static func oracle(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted)
        )
    }

    @Test(
        "Borders of years, leap days and seconds are as everybody writes them",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (999, "1970-01-01T00:00:00.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_799_999, "2000-02-29T23:59:59.999Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (1_798_761_599_999, "2026-12-31T23:59:59.999Z"),
            (1_798_761_600_000, "2027-01-01T00:00:00.000Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func borders(_ milliseconds: Int64, _ text: String) throws {
        let stamp = Timestamp(Date(timeIntervalSince1970: Double(milliseconds) / 1000))
        #expect(stamp.milliseconds == milliseconds)
        #expect(stamp.text == text)
        #expect(try #require(Timestamp(text)) == stamp)
    }

    @Test("Every day of four centuries is what Foundation says, and is read back")
    func everyDay() {
        // From 1800-01-01; the time of day wanders. Half a second is a binary fraction: the oracle cuts others short.
        var differences: [String] = []
        for day in 0..<146_097 {
            let date = Date(timeIntervalSince1970: -5_364_662_400 + Double(day) * 86_400 + Double(day % 86_400) + 0.5)
            let stamp = Timestamp(date)
            if Timestamp(stamp.text) != stamp { differences.append(stamp.text) }
            // The oracle takes its time: every seventh day, all of a leap year among them.
            guard day % 7 == 0 || (73_000..<73_400).contains(day) else { continue }
            if stamp.text != Self.oracle(stamp.date) { differences.append("\(stamp.text) \(Self.oracle(stamp.date))") }
        }
        #expect(differences.first == nil)
    }

    @Test("A date that was stored and read is stored as the same text")
    func stable() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<10_000 {
            let stamp = Timestamp(Date(timeIntervalSince1970: .random(in: -2e9...6e9, using: &random)))
            #expect(Timestamp(stamp.date) == stamp)
        }
    }

    @Test("The text sorts by time")
    func order() {
        let stamps = (0..<1000).map { Timestamp(Date(timeIntervalSince1970: Double($0) * 86_400.501 + 1e9)) }
        #expect(stamps.map(\.text).sorted() == stamps.map(\.text))
    }

    @Test("What no calendar has becomes the nearest that it has")
    func clamped() {
        #expect(Timestamp(.distantPast).text == "0001-01-01T00:00:00.000Z")
        #expect(Timestamp(Date(timeIntervalSince1970: 1e300)).text == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp(Date(timeIntervalSince1970: -1e300)).text == "0001-01-01T00:00:00.000Z")
        #expect(Timestamp(Date(timeIntervalSince1970: .nan)).text == "0001-01-01T00:00:00.000Z")
    }

    @Test(
        "Anything else is no timestamp",
        arguments: [
            "", "2026-11-21", "2026-11-21T08:00:00Z", "2026-11-21 08:00:00.000Z", "2026-11-21T08:00:00.000z",
            "2026-02-29T00:00:00.000Z", "2026-06-31T00:00:00.000Z", "2026-13-01T00:00:00.000Z",
            "2026-00-10T00:00:00.000Z", "2026-01-00T00:00:00.000Z", "2026-01-01T24:00:00.000Z",
            "2026-01-01T00:60:00.000Z", "2026-01-01T00:00:60.000Z", "2026-01-01T00:00:00.0000",
            "0000-01-01T00:00:00.000Z",
            "+026-01-01T00:00:00.000Z", "2026-01-01T00:00:00,000Z", "2026-01-01T00:00:00.00٣Z",
        ]
    )
    func unreadable(_ text: String) {
        #expect(Timestamp(text) == nil)
    }
}
