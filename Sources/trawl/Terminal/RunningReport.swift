import TrawlDomain
import TrawlEngine

/// Everything that runs, and for how long: what Enter, `s` and SIGUSR1 ask for.
enum RunningReport {
    static func lines(for snapshot: JobSnapshot, columns: Int) -> [StyledLine] {
        var head = StyledLine(
            "\(Figures.clock(snapshot.elapsed))  \(Figures.count(snapshot.running.count, "node")) running",
            .strong
        )
        if snapshot.counts.pending > 0 { head.append(", \(snapshot.counts.pending) waiting") }
        if !snapshot.running.isEmpty { head.append("; silent for, and running for:") }
        return [head]
            + zip(snapshot.running, RunningTable.table(snapshot.running, columns: columns)).map { node, line in
                var line = line
                line.append("  (\(Figures.span(node.elapsed)))", .faint)
                return line
            }
    }
}
