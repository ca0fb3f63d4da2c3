package import NIOCore

/// The text of a transcript, made of the file as it is asked for, from any place on.
///
/// It ends where the file ended when it was opened, so that what is asked for while the transcript grows has an end.
package struct TextPieces: PieceSource {
    private let file: StoredFile
    private let threads: ReadingThreads
    private var renderer: TextRenderer
    private var pageSize = smallestPage

    /// The text behind a place.
    package init(_ file: StoredFile, from place: TextPlace = .beginning, on threads: ReadingThreads) {
        self.file = file
        self.threads = threads
        renderer = TextRenderer(from: place)
    }

    /// Up to where the text was made.
    package var place: TextPlace { renderer.place }

    /// - Throws: ``FolderError``.
    package mutating func next() async throws -> ByteBuffer? {
        while true {
            let start = self
            let (text, now, isOver) = try await threads.run {
                var next = start
                let text = try next.page()
                return (text, next, text == nil)
            }
            self = now
            if isOver { return nil }
            if let text, text.readableBytes > 0 { return text }
        }
    }

    /// The text of the next lines, as many as a page holds; nil at the end.
    ///
    /// It may be empty.
    private mutating func page() throws(FolderError) -> ByteBuffer? {
        let offset = renderer.place.cast
        let count = Int(min(Int64(pageSize), file.size - offset))
        guard count > 0 else { return nil }
        let bytes = try file.read(at: offset, upTo: count)
        var text = ByteBufferAllocator().buffer(capacity: bytes.readableBytes)
        let whole = bytes.withUnsafeReadableBytes { bytes -> Int in
            guard let end = bytes.lastIndex(of: 0x0A) else { return 0 }
            renderer.render(UnsafeRawBufferPointer(rebasing: bytes[...end]), into: &text)
            return end + 1
        }
        if whole == 0 {
            // A torn last line is no text yet; a line that no page holds is none of ours, and ends what can be read.
            guard bytes.readableBytes == pageSize, pageSize < Self.largestPage else { return nil }
            pageSize *= 2
            return text
        }
        pageSize = Self.smallestPage
        return text
    }

    private static let smallestPage = 128 << 10
    /// The longest line that can be read; one of ours is an eighth of it at most.
    private static let largestPage = 8 << 20
}
