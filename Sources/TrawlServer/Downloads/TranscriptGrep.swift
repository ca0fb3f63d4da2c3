import NIOCore
import TrawlCollect

/// The lines of one transcript that hold a pattern, as lines of JSON.
struct TranscriptGrep: PieceSource {
    private let limit: Int
    private var search: LineSearch
    private var text: any PieceSource
    private var matches = 0
    private var isOver = false

    init(_ request: SearchRequest, in file: StoredFile, threads: ReadingThreads, texts: TranscriptTexts) {
        limit = request.limit
        search = request.search
        text =
            request.start == 0
            ? TextPieces(file, on: threads) : texts.pieces(of: file, from: request.start, count: .max)
    }

    mutating func next() async throws -> ByteBuffer? {
        while !isOver {
            try Task.checkCancellation()
            var found: [LineMatch] = []
            let left = limit - matches
            let take: (LineMatch) -> Bool = { match in
                found.append(match)
                return found.count < left
            }
            if let piece = try await text.next() {
                search.take(piece, take)
                isOver = found.count == left
            } else {
                search.finish(take)
                isOver = true
            }
            matches += found.count
            var lines = ""
            for match in found { lines += try DocumentCoding.text(of: SearchLineDocument(match)) + "\n" }
            if isOver {
                let end = SearchEndDocument(matches: matches, capped: matches >= limit, scannedTo: search.scannedTo)
                lines += try DocumentCoding.text(of: end) + "\n"
            }
            if !lines.isEmpty { return ByteBuffer(string: lines) }
        }
        return nil
    }
}
