import TrawlDomain
import TrawlEngine

/// Running nodes as lines, the longest silent first.
enum RunningTable {
    /// At most `room` lines; what has no place in them is folded into the last one.
    static func lines(_ nodes: [JobSnapshot.RunningNode], room: Int, columns: Int) -> [StyledLine] {
        guard room > 0, !nodes.isEmpty else { return [] }
        let shown = nodes.count <= room ? nodes.count : max(1, room - 1)
        var lines = table(Array(nodes.prefix(shown)), columns: columns)
        if nodes.count > shown, lines.count < room {
            let rest = nodes[shown...].map(\.name)
            lines.append(StyledLine("  +\(rest.count) more running: \(FoldedNames.of(rest))"))
        }
        return lines
    }

    /// One line a node, columns aligned: silence, name, stage, bytes, what it does.
    static func table(_ nodes: [JobSnapshot.RunningNode], columns: Int) -> [StyledLine] {
        // A long name may take half of the line, not more: what the node does matters too.
        let nameWidth = min(nodes.map { DisplayWidth.of($0.name.description) }.max() ?? 0, max(8, columns / 2))
        let stages = nodes.map { stage(of: $0.progress) }
        let stageWidth = stages.map { DisplayWidth.of($0) }.max() ?? 0
        return zip(nodes, stages).map { node, stage in
            let age = Figures.age(node.silent)
            var line = StyledLine(String(repeating: " ", count: max(0, 5 - age.count)))
            line.append(age, node.silent >= .seconds(30) ? .busy : .plain)
            line.append(
                "  \(DisplayWidth.padded(DisplayWidth.cut(node.name.description, to: nameWidth), to: nameWidth))"
            )
            let activity = EscapeSanitizer.line(node.progress.activity)
            let bytes = node.progress.bytes > 0 ? Figures.bytes(node.progress.bytes) : ""
            guard !activity.isEmpty || !bytes.isEmpty else {
                line.append("   \(stage)")
                return line
            }
            line.append("   \(DisplayWidth.padded(stage, to: stageWidth))")
            if !bytes.isEmpty { line.append("   \(bytes)") }
            if !activity.isEmpty { line.append("\(bytes.isEmpty ? "   " : "  ")\(activity)", .faint) }
            return line
        }
    }

    static func stage(of progress: NodeProgress) -> String {
        switch progress.stage {
        case .collecting where progress.stepsTotal > 0: "collecting \(progress.stepsDone)/\(progress.stepsTotal)"
        case .queued, .connecting, .authenticating, .login, .collecting, .sealing, .done: progress.stage.rawValue
        }
    }
}
