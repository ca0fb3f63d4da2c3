import TrawlDomain
import TrawlEngine

/// What is shown of a job while it runs, and while its cancel settles: a few lines whose number does not change.
///
/// Header, bar, the longest silent nodes first, failures in groups, the keys. It draws nothing itself.
struct LiveView {
    /// Whose job it is, and so what ^C does.
    enum Hold {
        /// This process runs it.
        case runs
        /// Somebody else does.
        case watches
    }

    private let snapshot: JobSnapshot
    private let bytesPerSecond: Int64?
    private let width: Int
    private let height: Int
    private let hold: Hold

    /// The lines for a terminal of that size: at most twelve, one fewer than it has rows, none wider than it is.
    ///
    /// `bytesPerSecond` is nil where nobody knows it yet.
    static func render(
        snapshot: JobSnapshot,
        bytesPerSecond: Int64? = nil,
        width: Int,
        height: Int,
        colour: Bool,
        hold: Hold = .runs
    ) -> [String] {
        let view = LiveView(
            snapshot: snapshot,
            bytesPerSecond: bytesPerSecond,
            width: max(1, width),
            height: min(mostLines, max(1, height - 1)),
            hold: hold
        )
        return view.lines().map { $0.drawn(columns: view.width, colour: colour) }
    }

    private static let mostLines = 12

    private var isSettling: Bool { snapshot.status.isFinal && !snapshot.isSettled }

    private func lines() -> [StyledLine] {
        var top = header()
        if height - top.count >= 2 { top.append(isSettling ? settling() : bar()) }
        let keys = height - top.count >= 3 ? [StyledLine(keyLine, .faint)] : []
        let room = height - top.count - keys.count
        // A failed node is not a running one, so the body never needs more lines than the job has nodes.
        let body = body(in: min(room, snapshot.counts.total))
        return top + body + keys
    }

    // MARK: Header

    private func header() -> [StyledLine] {
        let whole = head(withCounts: true)
        guard whole.width > width, height >= 9 else { return [whole.fitted(to: width)] }
        var second = HeaderLine()
        addCounts(to: &second)
        return [head(withCounts: false).fitted(to: width), second.fitted(to: width)]
    }

    private func head(withCounts: Bool) -> HeaderLine {
        var line = HeaderLine()
        // A long name gets a third of the line: it is the figures that change.
        let name = DisplayWidth.cut(EscapeSanitizer.line(snapshot.name), to: max(12, width / 3))
        line.add(name, .strong, gap: 0, givesWay: 3)
        line.add(Wording.short(snapshot.id), .faint, gap: 1, givesWay: 10)
        line.add(Figures.clock(snapshot.elapsed), gap: 3, givesWay: 4)
        if snapshot.status.isFinal {
            line.add(snapshot.status.rawValue, Wording.tone(of: snapshot.status), gap: 3, givesWay: 2)
        }
        if withCounts { addCounts(to: &line) }
        line.add(Figures.bytes(snapshot.bytes), gap: 3, givesWay: 9)
        if !snapshot.status.isFinal {
            if let bytesPerSecond { line.add("\(Figures.bytes(bytesPerSecond))/s", gap: 2, givesWay: 12) }
            if let left = timeLeft { line.add("~\(Figures.clock(left))", gap: 2, givesWay: 11) }
        }
        return line
    }

    private func addCounts(to line: inout HeaderLine) {
        line.add("\(snapshot.counts.final)/\(snapshot.counts.total)", gap: 3, givesWay: 0)
        for (place, count) in Wording.counts(snapshot.counts).enumerated() {
            line.add(count.text, count.tone, gap: 2, givesWay: count.tone == .bad ? 1 : 5 + min(place, 3))
        }
    }

    /// What is left if the rest goes as what is done; nil where too little is known.
    private var timeLeft: Duration? {
        let done = snapshot.counts.final
        let left = snapshot.counts.total - done
        guard done > 0, left > 0, snapshot.elapsed >= .seconds(2) else { return nil }
        return snapshot.elapsed * left / done
    }

    // MARK: Bar

    private func bar() -> StyledLine {
        let inside = min(40, max(1, width - 2))
        let total = max(1, snapshot.counts.total)
        let done = snapshot.counts.final * inside / total
        let busy = (snapshot.counts.final + snapshot.counts.running) * inside / total - done
        var line = StyledLine("[")
        line.append(String(repeating: "#", count: done), .good)
        line.append(String(repeating: "=", count: busy), .busy)
        line.append(String(repeating: ".", count: inside - done - busy), .faint)
        line.append("]")
        return line
    }

    private func settling() -> StyledLine {
        // What was never started needed no ending, so it is no part of the count.
        let known = Wording.outcomes.filter { $0 != .neverStarted && snapshot.verdicts[$0, default: 0] > 0 }
        let told = known.reduce(0) { $0 + snapshot.verdicts[$1, default: 0] }
        var line = StyledLine("settling \(told)/\(told + snapshot.awaitedVerdicts)", .strong)
        for outcome in known {
            line.append(" · ")
            line.append(
                "\(snapshot.verdicts[outcome, default: 0]) \(Wording.of(outcome))",
                outcome == .unverified ? .bad : .plain
            )
        }
        return line
    }

    private var keyLine: String {
        switch hold {
        case .runs:
            isSettling
                ? " ^C: hang up now, remote work dies by its tether"
                : " Enter: all running   ^C: cancel and wait for verdicts"
        case .watches:
            isSettling ? " ^C: look away, the job goes on" : " Enter: all running   ^C: look away, the job goes on"
        }
    }

    // MARK: Running nodes and failures

    private func body(in room: Int) -> [StyledLine] {
        guard room > 0 else { return [] }
        let groups = snapshot.failures.count
        // Failures get a third of the room, and whatever the running nodes leave.
        let share = min(groups, max(1, room / 3, room - snapshot.running.count))
        let forRunning = max(0, room - share)
        var lines = RunningTable.lines(snapshot.running, room: forRunning, columns: width)
        lines += FailureTable.lines(snapshot.failures, room: share, columns: width)
        lines += Array(repeating: StyledLine(), count: max(0, room - lines.count))
        return lines
    }
}
