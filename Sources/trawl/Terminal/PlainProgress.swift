import TrawlDomain
import TrawlEngine

/// Progress as lines that may go to a file: each new kind of failure as it comes, and a line each ten seconds.
///
/// Further failures of a kind are told with the next line and folded, so that 5,000 nodes do not make 5,000 lines.
struct PlainProgress {
    private var told: Set<NodeName> = []
    private var lastLine = Duration.zero

    /// The lines to print for a moment of the job.
    mutating func lines(for snapshot: JobSnapshot) -> [String] {
        var lines: [String] = []
        for group in snapshot.failures where !group.nodes.contains(where: told.contains) {
            told.formUnion(group.nodes)
            lines.append("\(Self.failed(group, group.nodes))  \(EscapeSanitizer.line(group.message))")
        }
        if snapshot.elapsed - lastLine >= Self.interval {
            lastLine = snapshot.elapsed
            lines += summary(of: snapshot)
        }
        return lines
    }

    /// The lines to print once the job has settled.
    mutating func lastLines(for snapshot: JobSnapshot) -> [String] {
        lastLine = snapshot.elapsed
        return lines(for: snapshot) + summary(of: snapshot)
    }

    private mutating func summary(of snapshot: JobSnapshot) -> [String] {
        var lines: [String] = []
        for group in snapshot.failures {
            let new = group.nodes.filter { !told.contains($0) }
            guard !new.isEmpty else { continue }
            told.formUnion(new)
            lines.append(Self.failed(group, new))
        }
        return lines + [Self.line(for: snapshot)]
    }

    private static func failed(_ group: FailureGroup, _ nodes: [NodeName]) -> String {
        "failed: \(group.code.rawValue) at \(group.stage.rawValue): \(FoldedNames.of(nodes))"
    }

    /// "00:10  32/40  30 ok  2 failed  5 running  3 waiting  71 MB".
    static func line(for snapshot: JobSnapshot) -> String {
        var parts = [Figures.clock(snapshot.elapsed), "\(snapshot.counts.final)/\(snapshot.counts.total)"]
        parts += Wording.counts(snapshot.counts).map(\.text)
        parts.append(Figures.bytes(snapshot.bytes))
        if snapshot.status.isFinal, !snapshot.isSettled { parts.append("settling, \(snapshot.awaitedVerdicts) to go") }
        return parts.joined(separator: "  ")
    }

    private static let interval = Duration.seconds(10)
}
