import TrawlDomain

/// The nodes of a job as a table, in job order.
enum NodeTable {
    static func lines(_ nodes: [NodeRecord]) -> [StyledLine] {
        var table = TextTable([
            ("node", .left), ("status", .left), ("stage", .left), ("try", .right), ("steps", .right),
            ("bytes", .right), ("note", .left),
        ])
        for node in nodes {
            table.add([
                .init(node.name.description),
                .init(node.status.rawValue, Wording.tone(of: node.status)),
                .init(node.stage.rawValue),
                .init("\(node.attempt)"),
                .init(node.stepsTotal > 0 ? "\(node.stepsDone)/\(node.stepsTotal)" : "-"),
                .init(Figures.bytes(node.bytes)),
                .init(note(on: node)),
            ])
        }
        return table.lines()
    }

    private static func note(on node: NodeRecord) -> String {
        var parts: [String] = []
        if let verdict = node.verdict {
            parts.append("\(Wording.of(verdict.outcome)) after \(Figures.span(verdict.duration))")
        }
        if let failure = node.failure, failure.code != .cancelled {
            parts.append("\(failure.code.rawValue): \(EscapeSanitizer.line(failure.message))")
        }
        return parts.joined(separator: "; ")
    }
}
