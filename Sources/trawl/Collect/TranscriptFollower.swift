import Foundation
import TrawlCollect

/// Reads a transcript to its end, or for as long as its node is worked on.
struct TranscriptFollower {
    let path: String
    let follows: Bool
    var clock: any Clock<Duration> = ContinuousClock()
    /// Whether nothing can come any more.
    let isOver: () async throws -> Bool

    /// Hands out each event, in order.
    ///
    /// - Throws: `FolderError` where the file cannot be read, and what `isOver` throws.
    func events(_ take: (TranscriptEvent) -> Void) async throws {
        let reader = TranscriptReader(path: path)
        try await pages { offset in
            let page = try reader.read(from: offset)
            page.events.forEach(take)
            return (page.nextOffset, page.isAtEnd)
        }
    }

    /// Hands out the file's bytes as they are.
    ///
    /// - Throws: ``CommandFailure`` where the file cannot be read, and what `isOver` throws.
    func bytes(_ take: (UnsafeRawBufferPointer) -> Void) async throws {
        let file = TranscriptBytes(path: path)
        try await pages { offset in
            let count = try file.read(from: offset, take)
            return (offset + Int64(count), count == 0)
        }
    }

    private func pages(_ read: (Int64) throws -> (next: Int64, isAtEnd: Bool)) async throws {
        var offset: Int64 = 0
        var file = identity()
        while true {
            // Asked before the look at the file: what was written before the end is then still seen.
            let over = follows ? try await isOver() : true
            if identity() != file {
                // Another attempt began a new transcript in the place of this one.
                file = identity()
                offset = 0
            }
            if file != nil {
                let (next, isAtEnd) = try read(offset)
                offset = next
                if !isAtEnd { continue }
            }
            if over { return }
            try await clock.sleep(for: .milliseconds(250))
        }
    }

    /// Which file it is; nil while there is none.
    private func identity() -> UInt64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.systemFileNumber] as? NSNumber)?.uint64Value
    }
}
