import Testing
import TrawlDomain
import TrawlServer

@Suite("Metrics as Prometheus reads them")
struct PrometheusTextTests {
    @Test func families() {
        var page = PrometheusText()
        page.gauge("a", "All\nof \\it", [([], 3), ([("name", "x\"y\\z\n")], 0.5)])
        #expect(
            page.text == """
                # HELP a All\\nof \\\\it
                # TYPE a gauge
                a 3
                a{name="x\\"y\\\\z\\n"} 0.5

                """
        )
    }

    @Test("Buckets count what is within their bounds, each with those before it")
    func histogram() {
        var page = PrometheusText()
        var times = DurationHistogram()
        for time in [50, 100, 500, 7350, 86_400_000] { times.add(.milliseconds(time)) }
        page.histogram("b", "How long", [([("stage", "done")], times)])
        let lines = page.text.split(separator: "\n")
        #expect(lines.count == 2 + DurationHistogram.bounds.count + 3)
        #expect(lines.contains(#"b_bucket{stage="done",le="0.05"} 1"#))
        #expect(lines.contains(#"b_bucket{stage="done",le="0.1"} 2"#))
        #expect(lines.contains(#"b_bucket{stage="done",le="5"} 3"#))
        #expect(lines.contains(#"b_bucket{stage="done",le="10"} 4"#))
        #expect(
            lines.suffix(3).map(String.init) == [
                #"b_bucket{stage="done",le="+Inf"} 5"#, #"b_sum{stage="done"} 86408"#, #"b_count{stage="done"} 5"#,
            ]
        )
    }
}
