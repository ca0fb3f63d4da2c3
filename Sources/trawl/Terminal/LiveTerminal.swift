import TrawlEngine

/// The live view on a terminal: at most ten frames a second, one write a frame.
actor LiveTerminal: ProgressReporter {
    nonisolated let interval: Duration? = .milliseconds(125)

    private let console: Console
    private let modes: TerminalModes?
    private let colour: Bool
    private let hold: LiveView.Hold
    private var screen = LiveScreen()
    private var meter = RateMeter()
    private var isPaused = false

    /// `modes` belongs to the terminal that keys are read from; nil where there is none.
    init(console: Console, modes: TerminalModes?, colour: Bool, hold: LiveView.Hold = .runs) {
        self.console = console
        self.modes = modes
        self.colour = colour
        self.hold = hold
    }

    func show(_ snapshot: JobSnapshot) {
        meter.note(snapshot.bytes, at: snapshot.elapsed)
        guard !isPaused, modes?.isForeground ?? true else { return }
        modes?.takeKeys()
        let asked = modes?.keys().contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "s") } ?? false
        if asked { tellRunning(snapshot) }
        draw(snapshot)
    }

    func say(_ lines: [String]) {
        console.errors(screen.say(lines, columns: console.size().columns))
    }

    func tellRunning(_ snapshot: JobSnapshot) {
        let columns = console.size().columns
        say(RunningReport.lines(for: snapshot).map { $0.drawn(columns: columns, colour: colour) })
    }

    func pause() {
        isPaused = true
        console.errors(screen.erase(columns: console.size().columns))
        modes?.restore()
    }

    func resume() {
        isPaused = false
        screen.forget()
    }

    func finish(_ snapshot: JobSnapshot?) {
        pause()
    }

    private func draw(_ snapshot: JobSnapshot) {
        let size = console.size()
        let lines = LiveView.render(
            snapshot: snapshot,
            bytesPerSecond: meter.bytesPerSecond,
            width: size.columns,
            height: size.rows,
            colour: colour,
            hold: hold
        )
        let bytes = screen.frame(lines, columns: size.columns)
        if !bytes.isEmpty { console.errors(bytes) }
    }
}
