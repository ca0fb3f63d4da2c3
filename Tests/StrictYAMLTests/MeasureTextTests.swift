import StrictYAML
import Testing

@Suite("Times and sizes as text")
struct MeasureTextTests {
    @Test(
        "times are read, and written back the shortest way",
        arguments: [
            ("10m", .seconds(600), "10m"), ("1h30m", .seconds(5400), "1h30m"), ("90s", .seconds(90), "1m30s"),
            ("500ms", .milliseconds(500), "500ms"), ("2d", .seconds(172_800), "2d"), ("0s", .zero, "0s"),
            ("1m1ms", .milliseconds(60_001), "1m1ms"), ("24h", .seconds(86_400), "1d"),
        ] as [(String, Duration, String)]
    )
    func times(text: String, duration: Duration, shortest: String) throws {
        #expect(try DurationText.parse(text) == duration)
        #expect(DurationText.format(duration) == shortest)
        #expect(try DurationText.parse(shortest) == duration)
    }

    @Test(
        "what is no time is refused",
        arguments: ["", "m", "10", "1m1h", "1m1m", "-5s", "1.5h", "10 m", "5M", "99999999999d", "1h30", "٣s", "10mm"]
    )
    func noTimes(text: String) {
        #expect(throws: MeasureFault.self) { try DurationText.parse(text) }
    }

    @Test("a number without a unit is refused with the fix")
    func units() {
        let time = #expect(throws: MeasureFault.self) { try DurationText.parse("10") }
        #expect(time?.message == "10 has no unit; write 10s for seconds or 10m for minutes")
        let size = #expect(throws: MeasureFault.self) { try ByteCountText.parse("64") }
        #expect(size?.message == "64 has no unit; write 64B, 64KiB or 64MiB")
    }

    @Test(
        "sizes are read, and written back exactly",
        arguments: [
            ("64KiB", 65_536, "64KiB"), ("10MB", 10_000_000, "10000000B"), ("1GiB", 1 << 30, "1GiB"),
            ("512B", 512, "512B"), ("1024B", 1024, "1KiB"), ("0B", 0, "0B"), ("3kB", 3000, "3000B"),
        ] as [(String, Int64, String)]
    )
    func sizes(text: String, bytes: Int64, exact: String) throws {
        #expect(try ByteCountText.parse(text) == bytes)
        #expect(ByteCountText.format(bytes) == exact)
        #expect(try ByteCountText.parse(exact) == bytes)
    }

    @Test("what is no size is refused", arguments: ["", "KiB", "64", "64K", "64 KiB", "-1B", "9999999TiB", "1.5MiB"])
    func noSizes(text: String) {
        #expect(throws: MeasureFault.self) { try ByteCountText.parse(text) }
    }
}
