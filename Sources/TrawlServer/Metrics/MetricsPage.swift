import TrawlDomain
import TrawlEngine

/// What `/metrics` says, gathered when it is asked.
package struct MetricsPage: Sendable {
    private let assembly: Assembly
    private let meter: CollectMeter

    package init(_ assembly: Assembly, _ meter: CollectMeter) {
        self.assembly = assembly
        self.meter = meter
    }

    func text() -> String {
        var page = PrometheusText()
        engine(assembly.manager.gauges, on: &page)
        work(meter.now, on: &page)
        store(assembly.gauges(), on: &page)
        return page.text
    }

    private func engine(_ gauges: EngineGauges, on page: inout PrometheusText) {
        page.gauge("trawl_jobs_active", "Jobs that this process runs or settles.", [([], Double(gauges.jobs))])
        page.gauge(
            "trawl_nodes",
            "Nodes of these jobs by state; those that are PENDING are the queue.",
            NodeStatus.allCases.map { ([("state", $0.rawValue)], Double(gauges.nodes[$0])) }
        )
        page.gauge(
            "trawl_attempts",
            "Attempts that are being made, by stage.",
            NodeStage.allCases.map { ([("stage", $0.rawValue)], Double(gauges.stages[$0] ?? 0)) }
        )
        page.gauge(
            "trawl_slots_taken",
            "Attempts that hold a place of those that all jobs share.",
            [([], Double(gauges.attempts))]
        )
        if let limit = gauges.attemptLimit {
            page.gauge("trawl_slots", "Places that all jobs share.", [([], Double(limit))])
        }
        page.gauge(
            "trawl_verdicts_awaited",
            "Nodes that were told to stop and have not said how it went.",
            [([], Double(gauges.awaitedVerdicts))]
        )
    }

    private func work(_ readings: CollectMeter.Readings, on page: inout PrometheusText) {
        page.counter(
            "trawl_attempts_ended_total",
            "Ended attempts by how they ended.",
            Self.sorted(readings.attempts) { [("result", $0?.rawValue ?? "SUCCEEDED")] }.map { ($0, Double($1)) }
        )
        page.histogram(
            "trawl_stage_seconds",
            "How long attempts were at each stage.",
            Self.sorted(readings.stages) { [("stage", $0.rawValue)] }
        )
        page.histogram(
            "trawl_cancel_seconds",
            "From the end that was asked for to the verdict, by outcome.",
            Self.sorted(readings.verdicts) { [("outcome", $0.rawValue)] }
        )
        page.counter(
            "trawl_collected_bytes_total",
            "Bytes of artifacts that were kept.",
            [([], Double(readings.bytes))]
        )
    }

    private func store(_ gauges: StoreGauges, on page: inout PrometheusText) {
        page.counter(
            "trawl_store_commits_total",
            "Transactions that were synced to disk.",
            [([], Double(gauges.commits))]
        )
        page.gauge("trawl_store_waiting", "Moves that wait for a transaction.", [([], Double(gauges.waiting))])
    }

    private static func sorted<Key, Value>(
        _ values: [Key: Value],
        labels: (Key) -> [PrometheusText.Label]
    ) -> [([PrometheusText.Label], Value)] {
        values.map { (labels($0), $1) }.sorted { ($0.0.first?.value ?? "") < ($1.0.first?.value ?? "") }
    }
}
