import TrawlDomain
import TrawlEngine

/// Everything that runs, and for how long: what Enter, `s` and SIGUSR1 ask for.
enum RunningReport {
    static func lines(for snapshot: JobSnapshot) -> [StyledLine] {
        var head = StyledLine(
            "\(Figures.clock(snapshot.elapsed))  \(Figures.count(snapshot.running.count, "node")) running",
            .strong
        )
        if snapshot.counts.pending > 0 { head.append(", \(snapshot.counts.pending) waiting") }
        guard !snapshot.running.isEmpty else { return [head] }
        var table = TextTable([
            ("node", .left), ("for", .right), ("silent", .right), ("stage", .left), ("bytes", .right), ("doing", .left),
        ])
        for node in snapshot.running {
            table.add([
                .init(node.name.description),
                .init(Figures.span(node.elapsed)),
                .init(Figures.age(node.silent), node.silent >= .seconds(30) ? .busy : .plain),
                .init(RunningTable.stage(of: node.progress)),
                .init(Figures.bytes(node.progress.bytes)),
                .init(EscapeSanitizer.line(node.progress.activity), .faint),
            ])
        }
        return [head] + table.lines()
    }
}
