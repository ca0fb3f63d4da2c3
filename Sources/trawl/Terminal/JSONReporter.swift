import TrawlDomain
import TrawlEngine
import TrawlServer

/// Progress as JSON, one object a line: the job's journal as it is stored, and how far it has come once a second.
actor JSONReporter: ProgressReporter {
    nonisolated let interval: Duration? = .seconds(1)

    private let console: Console
    /// The job's journal behind an entry, a piece of it.
    private let entries: @Sendable (_ id: JobID, _ after: Int64) async -> [EventDocument]
    private var lastSequence: Int64 = 0
    private var lastProgress: ProgressDocument?

    init(console: Console, entries: @escaping @Sendable (_ id: JobID, _ after: Int64) async -> [EventDocument]) {
        self.console = console
        self.entries = entries
    }

    init(console: Console, store: any JobStore) {
        self.init(console: console) { id, sequence in
            // A store that cannot be read fails the job elsewhere, with its sentence.
            let events = (try? await store.events(of: id, after: sequence, limit: 500)) ?? []
            return events.map(EventDocument.init)
        }
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
        while true {
            let page = await entries(id, lastSequence)
            guard let last = page.last else { return }
            lastSequence = last.id
            page.forEach(tell)
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
