import NIOCore
import TrawlCollect
import TrawlDomain

/// The lines of all of a job's transcripts that hold a pattern, in the job's order of nodes, as lines of JSON.
struct JobSearch: PieceSource {
    private struct Open: Sendable {
        let node: NodeName
        var search: LineSearch
        var text: TextPieces
    }

    private let request: SearchRequest
    private let files: CollectedFiles
    private let job: JobID
    /// The next one is the last.
    private var waiting: [NodeName]
    private var open: Open?
    private var matches = 0
    private var searched = 0
    private var unreadable: [NodeName] = []
    private var isOver = false

    init(_ request: SearchRequest, in nodes: [NodeName], of job: JobID, _ files: CollectedFiles) {
        self.request = request
        self.job = job
        self.files = files
        waiting = nodes.reversed()
    }

    mutating func next() async throws -> ByteBuffer? {
        while !isOver {
            try Task.checkCancellation()
            var lines = ""
            if open != nil {
                lines = try await look()
            } else if let node = waiting.popLast() {
                try await begin(node)
            } else {
                isOver = true
            }
            if matches >= request.limit { isOver = true }
            if isOver { lines += try end() }
            if !lines.isEmpty { return ByteBuffer(string: lines) }
        }
        return nil
    }

    private mutating func begin(_ name: NodeName) async throws {
        let node = NodeFiles(of: name, in: job, layout: files.layout)
        do {
            guard let file = try await files.threads.run({ try node.transcript() }) else { return }
            searched += 1
            open = Open(node: name, search: request.search, text: TextPieces(file, on: files.threads))
        } catch is FolderError {
            unreadable.append(name)
        }
    }

    /// Looks at the next piece of the open transcript; answers the lines that were found.
    private mutating func look() async throws -> String {
        guard var open else { return "" }
        self.open = nil
        var found: [LineMatch] = []
        let left = request.limit - matches
        let take: (LineMatch) -> Bool = { match in
            found.append(match)
            return found.count < left
        }
        do {
            if let piece = try await open.text.next() {
                open.search.take(piece, take)
                self.open = open
            } else {
                open.search.finish(take)
            }
        } catch is FolderError {
            unreadable.append(open.node)
        }
        matches += found.count
        var lines = ""
        for match in found {
            lines += try DocumentCoding.text(of: SearchLineDocument(match, node: open.node.description)) + "\n"
        }
        return lines
    }

    private func end() throws -> String {
        let end = SearchEndDocument(
            matches: matches,
            capped: matches >= request.limit,
            nodes: searched,
            unreadable: unreadable.isEmpty ? nil : unreadable.map(\.description)
        )
        return try DocumentCoding.text(of: end) + "\n"
    }
}
