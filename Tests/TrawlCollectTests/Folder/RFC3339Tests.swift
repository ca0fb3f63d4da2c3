import Foundation
import Testing
import TrawlCollect

@Suite struct RFC3339Tests {
    @Test func foundationReadsAndWritesTheSame() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var random = SystemRandomNumberGenerator()
        var moments = [
            0, -1, 951_782_400_000, 951_868_799_999, 1_798_761_599_999, 1_798_761_600_000, 4_107_542_400_000,
        ]
        for _ in 0..<5000 { moments.append(Int.random(in: -5_000_000_000_000...30_000_000_000_000, using: &random)) }
        for milliseconds in moments {
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let text = RFC3339.text(date)
            let read = try #require(RFC3339.date(text))
            #expect(Int((read.timeIntervalSince1970 * 1000).rounded()) == milliseconds)
            let oracle = try style.parse(text)
            #expect(abs(oracle.timeIntervalSince(date)) < 0.0005, "\(text)")
        }
    }

    @Test(
        arguments: [
            "2026-02-29T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:00:00Z",
            "2026-01-01 00:00:00.000Z", "2026-01-01T00:00:00,000Z", "+026-01-01T00:00:00.000Z", "",
        ]
    )
    func whatIsNotOurFormIsNoTime(_ text: String) {
        #expect(RFC3339.date(text) == nil)
    }
}
