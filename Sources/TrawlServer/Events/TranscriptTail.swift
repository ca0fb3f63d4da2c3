import TrawlCollect
import TrawlDomain

/// Follows a node's transcript for an event stream: a page at a time, from a place that a viewer can come back to.
struct TranscriptTail: Sendable {
    let node: NodeName
    private let files: NodeFiles
    private let threads: ReadingThreads
    private(set) var place: EventPosition.Transcript
    private var inode: UInt64?

    init(_ node: NodeName, _ files: NodeFiles, from place: EventPosition.Transcript?, on threads: ReadingThreads) {
        self.node = node
        self.files = files
        self.threads = threads
        self.place = place ?? .beginning
    }

    /// The next lines as an event, and whether more may be there at once; nil where there is nothing new.
    ///
    /// - Throws: `FolderError`; `CancellationError` when the task is cancelled.
    mutating func next() async throws -> (frame: EventFrame, isAtEnd: Bool)? {
        let (files, known) = (files, inode)
        let (place, node) = (place, node)
        let read = try await threads.run { () -> (Page, UInt64)? in
            guard let file = try files.transcript() else { return nil }
            guard file.inode != known || file.size > place.offset else { return nil }
            return try Page(file, from: place, isKnown: file.inode == known).map { ($0, file.inode) }
        }
        guard let (page, inode) = read else { return nil }
        self.inode = inode
        self.place = page.place
        if page.lines.isEmpty && !page.isReset { return nil }
        let lines = EventStreamNotes.Transcript(
            node: node.description,
            attempt: page.place.attempt,
            reset: page.isReset ? true : nil,
            lines: page.lines
        )
        return (EventFrame("transcript", lines), page.isAtEnd)
    }

    /// What one look at the file gives.
    private struct Page: Sendable {
        var place: EventPosition.Transcript
        var isReset = false
        var isAtEnd: Bool
        var lines: [EventStreamNotes.Line]

        /// Nil where the file does not say yet whose film it is.
        init?(_ file: StoredFile, from place: EventPosition.Transcript, isKnown: Bool) throws {
            let reader = TranscriptReader(path: file.path, pageSize: TranscriptTail.pageSize)
            var place = place
            if !isKnown {
                guard let attempt = try Self.attempt(reader) else { return nil }
                isReset = place.attempt != 0 && (attempt != place.attempt || place.offset > file.size)
                place = EventPosition.Transcript(
                    attempt: attempt,
                    offset: isReset || place.attempt == 0 ? 0 : place.offset
                )
            }
            let page = try reader.read(from: place.offset)
            place.offset = page.nextOffset
            self.place = place
            isAtEnd = page.isAtEnd
            lines = page.events.map { EventStreamNotes.Line(event: $0) }
        }

        private static func attempt(_ reader: TranscriptReader) throws -> Int? {
            try reader.read(from: 0).header.map { max(1, $0.attempt ?? 1) }
        }
    }

    /// More than the longest line that a transcript of ours has.
    private static let pageSize = 256 << 10
}
