import NIOCore
import TrawlCollect
import TrawlDomain
import TrawlServer

extension LocalJobs {
    func search(_ wish: SearchWish, in job: JobID, _ take: (ByteBuffer) async throws -> Void) async throws {
        let nodes = try await nodes(of: job)
        var matches = 0
        var searched = 0
        var unreadable: [NodeName] = []
        try await ReadingThreads.lend { threads in
            for node in nodes.map(\.name) where matches < wish.limit {
                do {
                    let files = NodeFiles(of: node, in: job, layout: files.layout)
                    guard let file = try files.transcript() else { continue }
                    searched += 1
                    try await look(for: wish, in: TextPieces(file, on: threads), leaving: wish.limit - matches) {
                        match in
                        matches += 1
                        try await take(line(FoundLine(match, node: node)))
                    }
                } catch is FolderError {
                    unreadable.append(node)
                }
            }
        }
        try await take(line(FoundLine(matches: matches, limit: wish.limit, nodes: searched, unreadable: unreadable)))
    }

    private func look(
        for wish: SearchWish,
        in text: TextPieces,
        leaving left: Int,
        _ tell: (LineMatch) async throws -> Void
    ) async throws {
        var search = LineSearch(for: wish.pattern, ignoringCase: wish.ignoresCase)
        var text = text
        var told = 0
        while told < left {
            var found: [LineMatch] = []
            let take: (LineMatch) -> Bool = { match in
                found.append(match)
                return told + found.count < left
            }
            let piece = try await text.next()
            if let piece { search.take(piece, take) } else { search.finish(take) }
            for match in found { try await tell(match) }
            told += found.count
            if piece == nil { return }
        }
    }

    private func line(_ document: FoundLine) throws -> ByteBuffer {
        ByteBuffer(string: try DocumentCoding.text(of: document) + "\n")
    }
}
