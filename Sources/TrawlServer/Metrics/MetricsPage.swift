package import TrawlEngine

/// What `/metrics` says, gathered when it is asked.
package struct MetricsPage: Sendable {
    private let engine: JobManager

    package init(engine: JobManager) {
        self.engine = engine
    }

    func text() async -> String {
        PrometheusText().text
    }
}
