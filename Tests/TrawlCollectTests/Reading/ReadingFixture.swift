import Foundation
import NIOCore
import TrawlCollect
import TrawlDomain

/// A folder with a transcript in it, and threads to read it on.
struct ReadingFixture {
    let scratch: ScratchFolder
    let threads = ReadingThreads(count: 2)

    init() throws { scratch = try ScratchFolder() }

    static let header = "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": 1800000000}\n"

    func transcript(_ text: String, _ name: String = "transcript.cast") throws -> String {
        try scratch.write(text, to: name)
    }

    /// What the readers for people make of a transcript: the oracle of the faster one.
    func slowText(_ path: String) throws -> String {
        let reader = TranscriptReader(path: path)
        var text = TranscriptText()
        var result = ""
        var offset: Int64 = 0
        while true {
            let page = try reader.read(from: offset)
            for event in page.events { result += text.text(of: event) }
            offset = page.nextOffset
            if page.isAtEnd { return result }
        }
    }

    /// Lines of a transcript with everything in them that can be.
    static func randomLines(_ count: Int, using random: inout some RandomNumberGenerator) -> String {
        let words = [
            "Nov 21 web01 kernel: ok", "\\r\\n", "\\n", "\\r", "\\t", "größe", "\\u00e9", "\\ud83d\\ude00", "\\\"x\\\"",
            "\\\\", "\\/",
            "\\u001b[31m", "\u{FFFD}", "", "日本", String(repeating: "x", count: 700),
        ]
        var lines = ""
        for number in 0..<count {
            switch Int.random(in: 0..<20, using: &random) {
            case 0: lines += "nonsense\n"
            case 1: lines += "[\(number), \"x\", \"a kind of its own\"]\n"
            case 2: lines += "[\(number).25, \"o\", \"\\ud800 alone\"]\n"
            case 3: lines += "[1e3,\"m\",\"step one\"]\n"
            default:
                let kind = ["o", "o", "o", "i", "m"].randomElement(using: &random) ?? "o"
                let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    words.randomElement(using: &random) ?? ""
                }
                lines += "[\(number).5, \"\(kind)\", \"\(text.joined())\"]\n"
            }
        }
        return lines
    }
}

extension PieceSource {
    /// All that is left of it.
    func all() async throws -> String {
        var source = self
        var bytes = ByteBuffer()
        while var piece = try await source.next() { bytes.writeBuffer(&piece) }
        return String(buffer: bytes)
    }
}
