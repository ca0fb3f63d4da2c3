import Foundation
import TrawlDomain

/// What came of a job, for the person who ran it: counts, failures in groups, verdicts after a cancel, what to do next.
struct Summary {
    var job: Job
    /// All nodes of the job, in job order.
    var nodes: [NodeRecord]
    /// Where the job's files are.
    var path: String

    /// The lines, as long as they are: they go to standard output, which may be a file.
    static func render(_ summary: Summary, colour: Bool) -> [String] {
        (summary.head() + summary.failureLines() + summary.verdictLines() + summary.nextLines())
            .map { $0.drawn(colour: colour) }
    }

    // MARK: Counts, and where it is

    private func head() -> [StyledLine] {
        let counts = job.counts
        var line = StyledLine(job.status.rawValue, Wording.tone(of: job.status))
        var sentence = "  \(job.id)  \(counts.succeeded) of \(Figures.count(counts.total, "node"))"
        if let started = job.startedAt, let ended = job.settledAt ?? job.finishedAt {
            sentence += " in \(Figures.span(.seconds(max(0, ended.timeIntervalSince(started)))))"
        }
        sentence += ", \(Figures.bytes(job.bytes)) in \(path)"
        line.append(sentence)
        return [line]
    }

    // MARK: Failures

    /// What went wrong, in groups; what a cancel ended is told by its verdict instead.
    private var failures: [FailureGroup] {
        FailureGroups.groups(
            of: nodes.compactMap { node in
                node.failure.flatMap { failure in
                    switch node.status {
                    case .failed: (node.target, failure)
                    case .cancelled where failure.code != .cancelled: (node.target, failure)
                    case .pending, .running, .succeeded, .cancelled: nil
                    }
                }
            }
        )
    }

    private func failureLines() -> [StyledLine] {
        let failures = failures
        let width = failures.map { String($0.nodes.count).count }.max() ?? 0
        return failures.map { group in
            let count = String(group.nodes.count)
            var line = StyledLine("  \(String(repeating: " ", count: width - count.count))\(count)  ")
            line.append("\(group.code.rawValue) at \(group.stage.rawValue)", .bad)
            line.append("   \(FoldedNames.of(group.nodes))   \(EscapeSanitizer.line(group.message))")
            return line
        }
    }

    // MARK: Verdicts

    private func verdictLines() -> [StyledLine] {
        let withVerdict = nodes.filter { $0.verdict != nil }
        guard job.isCancelled || withVerdict.contains(where: { $0.verdict?.outcome != .neverStarted }) else {
            return []
        }
        let awaited = nodes.filter { $0.status == .cancelled && $0.verdict == nil }
        var lines: [StyledLine] = []
        for outcome in Wording.outcomes {
            let told = withVerdict.filter { $0.verdict?.outcome == outcome }
            guard !told.isEmpty else { continue }
            var line = StyledLine("  \(told.count) \(Wording.of(outcome))", outcome == .unverified ? .bad : .plain)
            line.append("   \(FoldedNames.of(told.map(\.name)))   \(Wording.meaning(of: outcome))")
            if let slowest = told.compactMap({ $0.verdict?.duration }).max(), outcome != .neverStarted {
                line.append(
                    told.count > 1 ? ", the last after \(Figures.span(slowest))" : ", after \(Figures.span(slowest))"
                )
            }
            lines.append(line)
            if outcome == .unverified || outcome == .hungUp { lines += details(of: told) }
        }
        if !awaited.isEmpty {
            lines.append(
                StyledLine("  \(awaited.count) without a verdict   \(FoldedNames.of(awaited.map(\.name)))", .bad)
            )
        }
        guard !lines.isEmpty else { return [] }
        return [StyledLine(job.isCancelled ? "cancelled:" : "ended from outside:", .strong)] + lines
    }

    /// What the verdicts said in words, equal ones together.
    private func details(of nodes: [NodeRecord]) -> [StyledLine] {
        var order: [String] = []
        var byDetail: [String: [NodeName]] = [:]
        for node in nodes {
            guard let detail = node.verdict?.detail.map(EscapeSanitizer.line), !detail.isEmpty else { continue }
            if byDetail[detail] == nil { order.append(detail) }
            byDetail[detail, default: []].append(node.name)
        }
        return order.map { StyledLine("      \(FoldedNames.of(byDetail[$0] ?? [])): \($0)", .faint) }
    }

    // MARK: What to do next

    private func nextLines() -> [StyledLine] {
        var commands = ["trawl show \(job.id)"]
        let worthReading =
            nodes.first { $0.status == .failed && $0.attempt > 0 } ?? nodes.first { $0.status == .succeeded }
        if let worthReading { commands.append("trawl transcript \(job.id) \(worthReading.name)") }
        if nodes.contains(where: { $0.artifacts > 0 }) { commands.append("trawl artifacts \(job.id)") }
        return [StyledLine("next: \(commands.joined(separator: "     "))", .faint)]
    }
}
