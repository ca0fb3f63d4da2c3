import NIOCore
import Testing
import TrawlCollect

@Suite struct LineSearchTests {
    private func search(
        _ text: String,
        for pattern: String,
        ignoringCase: Bool = false,
        pieces: Int = 7,
        limit: Int = .max
    ) -> (matches: [LineMatch], scannedTo: Int64) {
        var search = LineSearch(for: pattern, ignoringCase: ignoringCase)
        var matches: [LineMatch] = []
        let take: (LineMatch) -> Bool = { match in
            matches.append(match)
            return matches.count < limit
        }
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count, matches.count < limit {
            let end = min(bytes.count, start + pieces)
            search.take(ByteBuffer(bytes: bytes[start..<end]), take)
            start = end
        }
        if matches.count < limit { search.finish(take) }
        return (matches, search.scannedTo)
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func linesWithTheirPlaces(_ pieces: Int) {
        let text = "one\ntwo error\n\nerror three\nfour größe error"
        let (matches, scannedTo) = search(text, for: "error", pieces: pieces)
        #expect(
            matches == [
                LineMatch(line: 2, offset: 4, text: "two error", isCut: false),
                LineMatch(line: 4, offset: 15, text: "error three", isCut: false),
                LineMatch(line: 5, offset: 27, text: "four größe error", isCut: false),
            ]
        )
        #expect(scannedTo >= Int64(text.utf8.count))
    }

    @Test func whoeverGoesOnMissesNothing() {
        let text = (1...100).map { $0 % 3 == 0 ? "hit \($0)" : "line \($0)" }.joined(separator: "\n") + "\n"
        let all = search(text, for: "hit").matches
        var found: [LineMatch] = []
        var from: Int64 = 0
        while from < Int64(text.utf8.count) {
            let part = String(decoding: text.utf8.dropFirst(Int(from)), as: UTF8.self)
            let (matches, scannedTo) = search(part, for: "hit", limit: 4)
            found += matches.map { LineMatch(line: nil, offset: $0.offset + from, text: $0.text, isCut: false) }
            from += scannedTo
        }
        #expect(found.map(\.offset) == all.map(\.offset))
        #expect(found.map(\.text) == all.map(\.text))
    }

    @Test func caseIsIgnoredOnlyWhenAsked() {
        #expect(search("An ERROR\n", for: "error").matches.isEmpty)
        #expect(search("An ERROR\n", for: "eRRor", ignoringCase: true).matches.count == 1)
    }

    @Test func aLineWithoutEndIsLookedAtInParts() {
        let size = LineSearch.longestLine
        for place in [0, size - 3, size, 2 * size - 2, 2 * size + 500] {
            var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 2 * size + 1000)
            bytes.replaceSubrange(place..<place + 5, with: Array("error".utf8))
            let (matches, _) = search(String(decoding: bytes, as: UTF8.self), for: "error", pieces: 60_000)
            #expect(matches.count == 1, "at \(place)")
            #expect(matches.allSatisfy { $0.isCut && $0.text.contains("error") })
            #expect(matches.allSatisfy { $0.text.utf8.count <= LineSearch.longestShown })
        }
    }
}
