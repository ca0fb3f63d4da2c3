import Testing
import TrawlServer

@Suite("Metrics as Prometheus reads them")
struct PrometheusTextTests {
    @Test func families() {
        var page = PrometheusText()
        page.gauge("a", "All\nof \\it", [([], 3), ([("name", "x\"y\\z\n")], 0.5)])
        var counts = HistogramCounts(bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { counts.add(value) }
        page.histogram("b", "How long", [([("stage", "done")], counts)])
        #expect(
            page.text == """
                # HELP a All\\nof \\\\it
                # TYPE a gauge
                a 3
                a{name="x\\"y\\\\z\\n"} 0.5
                # HELP b How long
                # TYPE b histogram
                b_bucket{stage="done",le="0.1"} 2
                b_bucket{stage="done",le="1"} 3
                b_bucket{stage="done",le="+Inf"} 4
                b_sum{stage="done"} 7.65
                b_count{stage="done"} 4

                """
        )
    }
}
