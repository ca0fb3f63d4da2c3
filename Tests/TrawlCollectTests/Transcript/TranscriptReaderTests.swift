import Foundation
import Testing
import TrawlCollect

@Suite struct TranscriptReaderTests {
    private let header = "{\"version\": 2, \"width\": 80, \"height\": 24}\n"

    @Test func aTornLastLineIsReadOnceItIsWhole() throws {
        let scratch = try ScratchFolder()
        let path = try scratch.write(header + "[0.5, \"o\", \"one\\r\\n\"]\n[1.0, \"o\", \"tw", to: "t.cast")
        let reader = TranscriptReader(path: path)
        let first = try reader.read(from: 0)
        #expect(first.events.map(\.text) == ["one\r\n"])
        #expect(first.isAtEnd && first.skipped == 0)
        #expect(try reader.read(from: first.nextOffset).events.isEmpty)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("o\"]\n".utf8))
        #expect(try reader.read(from: first.nextOffset).events.map(\.text) == ["two"])
    }

    @Test func smallPagesGiveTheSameEventsAsOneLargePage() throws {
        let scratch = try ScratchFolder()
        let lines = (0..<500).map { "[\($0).25, \"\($0 % 7 == 0 ? "m" : "o")\", \"line \($0)\"]\n" }
        let path = try scratch.write(header + lines.joined(), to: "t.cast")
        let whole = try TranscriptReader(path: path).read(from: 0).events
        #expect(whole.count == 500)
        let small = TranscriptReader(path: path, pageSize: 100)
        var events: [TranscriptEvent] = []
        var page = try small.read(from: 0)
        while true {
            events += page.events
            let next = try small.read(from: page.nextOffset)
            if next.nextOffset == page.nextOffset { break }
            page = next
        }
        #expect(events == whole)
    }

    @Test func whatIsNoEventIsPassedOverAndCounted() throws {
        let scratch = try ScratchFolder()
        let long = "[2, \"o\", \"\(String(repeating: "x", count: 5000))\"]\n"
        let path = try scratch.write(
            header + "garbage\n[1, \"r\", \"80x24\"]\n" + long + "[3, \"o\", \"last\"]\n",
            to: "t.cast"
        )
        let reader = TranscriptReader(path: path, pageSize: 200)
        var offset: Int64 = 0
        var texts: [String] = []
        var skipped = 0
        for _ in 0..<20 {
            let page = try reader.read(from: offset)
            texts += page.events.map(\.text)
            skipped += page.skipped
            offset = page.nextOffset
        }
        #expect(texts == ["last"])
        #expect(skipped == 3)
    }

    @Test(arguments: ["not json\n", "{\"version\": 1, \"width\": 1, \"height\": 1}\n", "[1, \"o\", \"x\"]\n"])
    func anotherFileIsNoTranscript(_ text: String) throws {
        let scratch = try ScratchFolder()
        let path = try scratch.write(text, to: "t.cast")
        let error = #expect(throws: FolderError.self) { try TranscriptReader(path: path).read(from: 0) }
        #expect(error?.code == .malformed)
    }

    @Test func plainTextHasMarkersAndInputOnLinesOfTheirOwn() {
        var text = TranscriptText()
        let events: [(TranscriptEvent.Kind, String)] = [
            (.marker, "step a"), (.input, "uname\n"), (.output, "Li"), (.output, "nux\r\nno end"),
            (.marker, "step a ended"),
            (.output, "100%\rdone\r\n"),
        ]
        let all = events.map { text.text(of: TranscriptEvent(time: .zero, kind: $0.0, text: $0.1)) }.joined()
        #expect(all == "── step a\n$ uname\nLinux\nno end\n── step a ended\n100%\rdone\n")
    }
}
