import NIOConcurrencyHelpers

/// Makes the text of a transcript addressable: how long it is, and where in the file a place of the text is.
///
/// The text is nowhere stored. What is kept is one place for each quarter of a megabyte of the file, in memory, for the
/// transcripts asked for last; a range is then found by making the text from the place before it. While a transcript
/// grows, only what is new is gone through, because what comes later changes nothing before it.
package final class TranscriptTexts: Sendable {
    /// Which file, of which name: an attempt that begins anew takes the name for another file.
    private struct Key: Hashable {
        let path: String
        let inode: UInt64
    }

    private struct Index {
        /// In order, the beginning first.
        var places: [TextPlace] = [.beginning]
        var reached = TextPlace.beginning
        var usedAt = 0
    }

    private struct State {
        var indices: [Key: Index] = [:]
        var uses = 0
    }

    private let threads: ReadingThreads
    private let mostKept: Int
    private let state = NIOLockedValueBox(State())

    /// `mostKept` is for how many transcripts places are remembered.
    package init(on threads: ReadingThreads, mostKept: Int = 1024) {
        self.threads = threads
        self.mostKept = mostKept
    }

    /// How many bytes of text the file had when it was opened.
    ///
    /// - Throws: ``FolderError``; `CancellationError` when the task is cancelled.
    package func size(of file: StoredFile) async throws -> Int64 {
        let key = Key(path: file.path, inode: file.inode)
        var place = use(key).reached
        // Someone else may have opened the file later, and gone further: the text of this one ends before.
        if place.cast > file.size { place = nearest(key) { $0.cast <= file.size } }
        var pieces = TextPieces(file, from: place, on: threads)
        while try await pieces.next() != nil { note(pieces.place, for: key) }
        return pieces.place.text
    }

    /// A place that is known in both forms, at or before one of the text; no further away than what was gone through of the
    /// text since it was first asked for.
    package func place(in file: StoredFile, before offset: Int64) -> TextPlace {
        let key = Key(path: file.path, inode: file.inode)
        return nearest(key) { $0.text <= offset && $0.cast <= file.size }
    }

    /// Text from a place of it on.
    ///
    /// - Throws: ``FolderError``; `CancellationError` when the task is cancelled.
    package func pieces(of file: StoredFile, from offset: Int64, count: Int64) -> any PieceSource {
        let key = Key(path: file.path, inode: file.inode)
        _ = use(key)
        let place = nearest(key) { $0.text <= offset && $0.cast <= file.size }
        let pieces = TextPieces(file, from: place, on: threads)
        return CutPieces(pieces, dropping: offset - place.text, count: count)
    }

    private func use(_ key: Key) -> Index {
        state.withLockedValue { state in
            state.uses += 1
            var index = state.indices[key] ?? Index()
            index.usedAt = state.uses
            state.indices[key] = index
            if state.indices.count > mostKept, let oldest = state.indices.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                state.indices[oldest.key] = nil
            }
            return index
        }
    }

    private func nearest(_ key: Key, where fits: (TextPlace) -> Bool) -> TextPlace {
        state.withLockedValue { $0.indices[key]?.places.last(where: fits) ?? .beginning }
    }

    private func note(_ place: TextPlace, for key: Key) {
        state.withLockedValue { state in
            guard var index = state.indices[key], place.cast > index.reached.cast else { return }
            state.indices[key] = nil
            index.reached = place
            if let last = index.places.last, place.cast - last.cast >= Self.stride { index.places.append(place) }
            state.indices[key] = index
        }
    }

    private static let stride: Int64 = 256 << 10
}
