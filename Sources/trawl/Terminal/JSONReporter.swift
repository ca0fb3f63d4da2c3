import TrawlDomain
import TrawlEngine
import TrawlServer

/// Progress as JSON, one object a line: the job's journal as it is stored, and how far it has come once a second.
actor JSONReporter: ProgressReporter {
    nonisolated let interval: Duration? = .seconds(1)

    private let console: Console
    private let store: any JobStore
    private var lastSequence: Int64 = 0
    private var lastProgress: ProgressDocument?

    init(console: Console, store: any JobStore) {
        self.console = console
        self.store = store
    }

    func show(_ snapshot: JobSnapshot) async {
        await tellEvents(of: snapshot.id)
        let progress = ProgressDocument(snapshot)
        guard progress != lastProgress else { return }
        lastProgress = progress
        tell(progress)
    }

    func say(_ lines: [String]) {
        for line in lines { tell(MessageDocument(message: line)) }
    }

    func tellRunning(_ snapshot: JobSnapshot) {
        say(RunningReport.lines(for: snapshot).map { $0.drawn(colour: false) })
    }

    func finish(_ snapshot: JobSnapshot?) async {
        if let snapshot { await show(snapshot) }
    }

    private func tellEvents(of id: JobID) async {
        // A store that cannot be read fails the job elsewhere, with its sentence.
        while let events = try? await store.events(of: id, after: lastSequence, limit: 500), let last = events.last {
            lastSequence = last.sequence
            for event in events { tell(EventDocument(event)) }
        }
    }

    private func tell(_ document: some Encodable) {
        guard let text = try? DocumentCoding.text(of: document) else { return }
        console.errors(text + "\n")
    }

    /// What a person would have been told.
    private struct MessageDocument: Encodable {
        var event = "message"
        var message: String
    }
}
