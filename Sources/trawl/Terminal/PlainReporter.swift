import TrawlEngine

/// Progress as plain lines.
actor PlainReporter: ProgressReporter {
    nonisolated let interval: Duration? = .seconds(1)

    private let console: Console
    private var progress = PlainProgress()

    init(console: Console) {
        self.console = console
    }

    func show(_ snapshot: JobSnapshot) {
        say(progress.lines(for: snapshot))
    }

    func say(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        console.errors(lines.map { $0 + "\n" }.joined())
    }

    func tellRunning(_ snapshot: JobSnapshot) {
        say(RunningReport.lines(for: snapshot).map { $0.drawn(colour: false) })
    }

    func finish(_ snapshot: JobSnapshot?) {
        guard let snapshot else { return }
        say(progress.lastLines(for: snapshot))
    }
}
