import TrawlDomain

/// Failure groups as lines, the largest first.
enum FailureTable {
    /// At most `room` lines; groups that have no place in them are counted in the last one.
    static func lines(_ groups: [FailureGroup], room: Int, columns: Int) -> [StyledLine] {
        guard room > 0, !groups.isEmpty else { return [] }
        let shown = groups.count <= room ? groups.count : room - 1
        var lines = groups.prefix(shown).map { line(of: $0, columns: columns) }
        if groups.count > shown {
            let rest = groups[shown...]
            let nodes = rest.reduce(0) { $0 + $1.nodes.count }
            var line = StyledLine(" failed  ", .bad)
            line.append("\(Figures.count(nodes, "node")) in \(rest.count) \(shown > 0 ? "other " : "")ways")
            lines.append(line)
        }
        return lines
    }

    private static func line(of group: FailureGroup, columns: Int) -> StyledLine {
        var line = StyledLine(" failed  ", .bad)
        line.append(
            "\(group.code.rawValue) (\(group.stage.rawValue)) x\(group.nodes.count)  \(FoldedNames.of(group.nodes))"
        )
        let sentence = "  \(EscapeSanitizer.line(group.message))"
        // A sentence that would be cut says less than none.
        if line.width + DisplayWidth.of(sentence) <= columns { line.append(sentence, .faint) }
        return line
    }
}
