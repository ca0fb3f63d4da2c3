import Testing

@testable import trawl

@Suite("Figures for people")
struct FiguresTests {
    @Test(
        arguments: [
            (-1, "0 B"), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (6_200_000, "6.2 MB"), (9_949_999, "9.9 MB"),
            (9_950_000, "10 MB"), (71_000_000, "71 MB"), (999_499_999, "999 MB"), (999_500_000, "1.0 GB"),
            (Int64.max, "9.2 EB"),
        ] as [(Int64, String)]
    )
    func bytes(_ count: Int64, _ text: String) {
        #expect(Figures.bytes(count) == text)
    }

    @Test(
        arguments: [
            (.zero, "0 ms"), (.milliseconds(40), "40 ms"), (.milliseconds(949), "949 ms"),
            (.milliseconds(950), "1.0 s"),
            (.milliseconds(1400), "1.4 s"), (.milliseconds(9949), "9.9 s"), (.milliseconds(9950), "10 s"),
            (.seconds(58), "58 s"), (.milliseconds(59_500), "1 min 00 s"), (.seconds(252), "4 min 12 s"),
            (.seconds(7500), "2 h 05 min"), (.seconds(-3), "0 ms"),
        ] as [(Duration, String)]
    )
    func spans(_ duration: Duration, _ text: String) {
        #expect(Figures.span(duration) == text)
    }

    @Test func clocksAndAges() {
        #expect(Figures.clock(.seconds(42)) == "00:42")
        #expect(Figures.clock(.seconds(3723)) == "1:02:03")
        #expect(Figures.clock(.seconds(-1)) == "00:00")
        #expect(Figures.age(.milliseconds(4900)) == "4 s")
        #expect(Figures.age(.seconds(119)) == "119 s")
        #expect(Figures.age(.seconds(720)) == "12 min")
        #expect(Figures.age(.seconds(10_800)) == "3 h")
        #expect(Figures.count(1, "node") == "1 node")
        #expect(Figures.count(27, "node") == "27 nodes")
    }

    @Test(
        arguments: [
            ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("👩‍👧", 4), ("❤️", 2), ("a\u{200B}b", 2), ("한", 2), ("\u{1B}", 0),
        ]
    )
    func widths(_ text: String, _ width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func cutting() {
        #expect(DisplayWidth.cut("abcdef", to: 6) == "abcdef")
        #expect(DisplayWidth.cut("abcdef", to: 5) == "abcd…")
        #expect(DisplayWidth.cut("漢字漢字", to: 4) == "漢…")
        #expect(DisplayWidth.cut("漢字", to: 1) == "…")
        #expect(DisplayWidth.cut("漢字", to: 0) == "")
    }

    @Test("The rate is that of the last five seconds")
    func rate() {
        var meter = RateMeter()
        meter.note(0, at: .zero)
        #expect(meter.bytesPerSecond == nil)
        meter.note(1_000_000, at: .seconds(1))
        #expect(meter.bytesPerSecond == 1_000_000)
        for second in 2...20 { meter.note(1_000_000, at: .seconds(second)) }
        #expect(meter.bytesPerSecond == 0)
        meter.note(6_000_000, at: .seconds(21))
        #expect(meter.bytesPerSecond == 1_000_000)
    }
}
