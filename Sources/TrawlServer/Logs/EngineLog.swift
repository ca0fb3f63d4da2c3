import Logging
import TrawlDomain
import TrawlEngine

/// Writes down what becomes of jobs and nodes, each line with the names by which it is looked for.
struct EngineLog: Sendable {
    let log: Logger

    func take(_ news: EngineNews) {
        var line = log
        line[metadataKey: "job"] = "\(news.job)"
        line[metadataKey: "correlation_id"] = "\(news.correlationID)"
        switch news.event {
        case .jobStarted(let nodes, let isResumed):
            line.info(isResumed ? "job goes on" : "job started", metadata: ["nodes": "\(nodes)"])
        case .attemptEnded(let node): attempt(node, line)
        case .nodeJudged(let name, let attempt, let verdict):
            let metadata: Logger.Metadata = [
                "node": "\(name)", "attempt": "\(attempt)", "outcome": "\(verdict.outcome.rawValue)",
                "ms": "\(Int64(verdict.duration / .milliseconds(1)))",
            ]
            switch verdict.outcome {
            case .unverified: line.warning("how a cancelled node ended is not known", metadata: metadata)
            case .neverStarted, .finishedFirst, .terminated, .killed, .hungUp:
                line.debug("cancelled node ended", metadata: metadata)
            }
        case .jobEnded(let end, let status, let counts): ended(end, status, counts, line)
        }
    }

    private func attempt(_ node: NodeRecord, _ log: Logger) {
        var line = log
        line[metadataKey: "node"] = "\(node.name)"
        line[metadataKey: "attempt"] = "\(node.attempt)"
        guard let failure = node.failure else {
            line.debug("attempt ended", metadata: ["status": "\(node.status.rawValue)", "bytes": "\(node.bytes)"])
            return
        }
        line.log(
            level: node.status == .failed ? .warning : .info,
            node.status == .failed ? "node failed" : "attempt failed",
            metadata: [
                "code": "\(failure.code.rawValue)", "stage": "\(failure.stage.rawValue)",
                "reason": "\(LogText.line(failure.message))",
            ]
        )
    }

    private func ended(_ end: RunEnd, _ status: JobStatus, _ counts: JobCounts, _ log: Logger) {
        var metadata: Logger.Metadata = ["status": "\(status.rawValue)"]
        for status in NodeStatus.allCases where counts[status] > 0 {
            metadata[status.rawValue.lowercased()] = "\(counts[status])"
        }
        switch end {
        case .settled: log.notice("job ended", metadata: metadata)
        case .shutDown: log.notice("job handed back", metadata: metadata)
        case .storeFailed(let error):
            metadata["error"] = "\(LogText.line(error.message))"
            log.error("job broken off", metadata: metadata)
        }
    }
}
