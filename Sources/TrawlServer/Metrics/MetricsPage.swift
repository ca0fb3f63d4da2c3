import TrawlDomain
import TrawlEngine

/// What `/metrics` says, gathered when it is asked.
package struct MetricsPage: Sendable {
    private let assembly: Assembly
    private let limiter: StreamLimiter
    private let lostLogLines: @Sendable () -> Int

    package init(_ assembly: Assembly, limiter: StreamLimiter, lostLogLines: @escaping @Sendable () -> Int) {
        self.assembly = assembly
        self.limiter = limiter
        self.lostLogLines = lostLogLines
    }

    /// The page; with a project, it says nothing of other projects' jobs, nor of what all of them share.
    func text(of projectID: String?) async -> String {
        var page = PrometheusText()
        let gauges = assembly.manager.gauges(of: projectID)
        engine(gauges, on: &page)
        if projectID == nil { process(gauges, on: &page) }
        // Where the store cannot be read the rest is worth as much as ever.
        if let census = try? await assembly.store.census(of: projectID) { stored(census, on: &page) }
        return page.text
    }

    private func process(_ gauges: EngineGauges, on page: inout PrometheusText) {
        slots(gauges, on: &page)
        work(gauges, on: &page)
        store(assembly.gauges(), on: &page)
        page.gauge("trawl_streams_open", "Event streams and downloads that are open.", [([], Double(limiter.count))])
        page.counter(
            "trawl_log_lines_lost_total",
            "Log lines that nobody took in time.",
            [([], Double(lostLogLines()))]
        )
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
            "trawl_ssh_sessions",
            "SSH sessions to nodes that are open: attempts from sign-in to the end of their work.",
            [([], Double(Self.sessionStages.reduce(0) { $0 + (gauges.stages[$1] ?? 0) }))]
        )
        page.gauge(
            "trawl_verdicts_awaited",
            "Nodes that were told to stop and have not said how it went.",
            [([], Double(gauges.awaitedVerdicts))]
        )
    }

    private func slots(_ gauges: EngineGauges, on page: inout PrometheusText) {
        page.gauge(
            "trawl_new_work_held",
            "1 while nothing new is started because the disk is below its floor, else 0.",
            [([], assembly.manager.heldBecause == nil ? 0 : 1)]
        )
        page.gauge(
            "trawl_slots_taken",
            "Attempts that hold a place of those that all jobs share.",
            [([], Double(gauges.attempts))]
        )
        if let limit = gauges.attemptLimit {
            page.gauge("trawl_slots", "Places that all jobs share.", [([], Double(limit))])
        }
    }

    private func work(_ gauges: EngineGauges, on page: inout PrometheusText) {
        page.counter(
            "trawl_attempts_ended_total",
            "Attempts by what they came to; those that are PENDING are made again.",
            NodeStatus.allCases.filter { $0 != .running }
                .map { ([("state", $0.rawValue)], Double(gauges.endedAttempts[$0])) }
        )
        page.histogram(
            "trawl_stage_seconds",
            "How long attempts were at each stage.",
            NodeStage.allCases.compactMap { stage in
                gauges.stageTimes[stage].map { ([("stage", stage.rawValue)], $0) }
            }
        )
        page.histogram(
            "trawl_cancel_seconds",
            "From a cancel to each verdict, by outcome.",
            CancelOutcome.allCases.compactMap { outcome in
                gauges.verdictTimes[outcome].map { ([("outcome", outcome.rawValue)], $0) }
            }
        )
        page.counter("trawl_collected_bytes_total", "Bytes that were kept.", [([], Double(gauges.keptBytes))])
    }

    /// Those in which an attempt has a session; while it connects it has none yet.
    private static let sessionStages: [NodeStage] = [.authenticating, .login, .collecting]

    private func stored(_ census: StoreCensus, on page: inout PrometheusText) {
        page.gauge(
            "trawl_stored_jobs",
            "Jobs in the store by state.",
            JobStatus.allCases.map { ([("state", $0.rawValue)], Double(census.jobs[$0] ?? 0)) }
        )
        page.gauge(
            "trawl_stored_nodes",
            "Nodes of these jobs by state.",
            NodeStatus.allCases.map { ([("state", $0.rawValue)], Double(census.nodes[$0])) }
        )
    }

    private func store(_ gauges: StoreGauges, on page: inout PrometheusText) {
        page.histogram(
            "trawl_store_commit_seconds",
            "How long transactions took, the moves and the sync.",
            [([], gauges.commits)]
        )
        page.gauge("trawl_store_waiting", "Moves that wait for a transaction.", [([], Double(gauges.waiting))])
    }
}
