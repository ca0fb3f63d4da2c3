import TrawlEngine

/// No progress; what a person asked for or must know is still said.
struct SilentReporter: ProgressReporter {
    let interval: Duration? = nil
    let console: Console

    func show(_ snapshot: JobSnapshot) async {}

    func say(_ lines: [String]) async {
        console.errors(lines.map { $0 + "\n" }.joined())
    }

    func tellRunning(_ snapshot: JobSnapshot) async {
        await say(RunningReport.lines(for: snapshot).map { $0.drawn(colour: false) })
    }

    func finish(_ snapshot: JobSnapshot?) async {}
}
