import Foundation
import NIOCore
import Testing
import TrawlCollect
import TrawlDomain
import TrawlTestKit

@Suite struct TranscriptTextsTests {
    /// The text for downloads is that of the command line, byte for byte.
    @Test func textIsThatOfTheReader() async throws {
        let fixture = try ReadingFixture()
        var random = SystemRandomNumberGenerator()
        for round in 0..<40 {
            let lines = ReadingFixture.header + ReadingFixture.randomLines(round * 20, using: &random)
            let path = try fixture.transcript(lines, "\(round).cast")
            let file = try #require(try StoredFile(path: path))
            let text = try await TextPieces(file, on: fixture.threads).all()
            let slow = try fixture.slowText(path)
            let isSame = text == slow
            let same = zip(text.utf8, slow.utf8).prefix { $0 == $1 }.count
            #expect(isSame, "they part behind \(same) bytes of \(lines.debugDescription.prefix(2_000))")
        }
        await fixture.threads.shutDown()
    }

    /// Every piece of the text is found again through the index, over pages and kept places.
    @Test func anyPieceOfTheTextIsAddressable() async throws {
        let fixture = try ReadingFixture()
        var random = SystemRandomNumberGenerator()
        let lines = ReadingFixture.header + ReadingFixture.randomLines(12_000, using: &random)
        let path = try fixture.transcript(lines)
        let whole = Array(try fixture.slowText(path).utf8)
        #expect(lines.utf8.count > 1 << 20, "not enough for several kept places")
        let file = try #require(try StoredFile(path: path))
        let texts = TranscriptTexts(on: fixture.threads)
        #expect(try await texts.size(of: file) == Int64(whole.count))
        for _ in 0..<60 {
            let start = Int.random(in: 0..<whole.count, using: &random)
            let count = min(whole.count - start, Int.random(in: 1...200_000, using: &random))
            let piece = try await texts.pieces(of: file, from: Int64(start), count: Int64(count)).all()
            let isRight = piece == String(decoding: whole[start..<start + count], as: UTF8.self)
            #expect(isRight, "\(start) + \(count)")
        }
        await fixture.threads.shutDown()
    }

    /// What comes later changes nothing before it, a torn line is not shown, and an opened file stays as long as it was.
    @Test func aGrowingTranscript() async throws {
        let fixture = try ReadingFixture()
        let path = try fixture.transcript("")
        let writer = try FileHandle(forWritingTo: URL(filePath: path))
        let texts = TranscriptTexts(on: fixture.threads)
        var random = SystemRandomNumberGenerator()
        let all = Array((ReadingFixture.header + ReadingFixture.randomLines(400, using: &random)).utf8)
        var written = 0
        var before = ""
        var first: StoredFile?
        var firstSize: Int64 = 0
        while written < all.count {
            let next = min(all.count, written + Int.random(in: 1...9_000, using: &random))
            try writer.write(contentsOf: all[written..<next])
            written = next
            let file = try #require(try StoredFile(path: path))
            let size = try await texts.size(of: file)
            let text = try await texts.pieces(of: file, from: 0, count: size).all()
            #expect(text.utf8.count == Int(size))
            // By bytes: a combining mark behind it would change its last character.
            let isContinued = text.utf8.starts(with: before.utf8)
            #expect(isContinued)
            before = text
            if first == nil, size > 0 {
                first = file
                firstSize = size
            }
        }
        #expect(before == (try fixture.slowText(path)))
        #expect(try await texts.size(of: try #require(first)) == firstSize)
        await fixture.threads.shutDown()
    }

    @Test func anotherFileOfTheNameIsAnotherText() async throws {
        let fixture = try ReadingFixture()
        let texts = TranscriptTexts(on: fixture.threads)
        let path = try fixture.transcript(ReadingFixture.header + "[1.0, \"o\", \"first attempt, long\\n\"]\n")
        #expect(try await texts.size(of: try #require(try StoredFile(path: path))) == 20)
        let other = try fixture.transcript(ReadingFixture.header + "[1.0, \"o\", \"second\\n\"]\n", "other")
        #expect(rename(other, path) == 0)
        #expect(try await texts.size(of: try #require(try StoredFile(path: path))) == 7)
        await fixture.threads.shutDown()
    }

    @Test func anEmptyFileHasNoText() async throws {
        let fixture = try ReadingFixture()
        for text in ["", ReadingFixture.header, "{\"version\": 2"] {
            let file = try #require(try StoredFile(path: try fixture.transcript(text)))
            #expect(try await TextPieces(file, on: fixture.threads).all() == "")
            #expect(try await TranscriptTexts(on: fixture.threads).size(of: file) == 0)
        }
        await fixture.threads.shutDown()
    }
}
