import Foundation
import Testing
import TrawlDomain

@Suite("Cursors")
struct CursorTests {
    private let id = JobID(milliseconds: 1_800_000_000_000, entropy: (1, 2))

    @Test("A job's cursor comes back as it went")
    func jobs() throws {
        let cursor = JobCursor(behind: id)
        #expect(try JobCursor(cursor.text) == cursor)
    }

    @Test("A node's cursor comes back as it went, whatever its name", arguments: ["web1", "wéb/+=", "a\u{1E}b", "😀"])
    func nodes(_ name: String) throws {
        for isDescending in [false, true] {
            let order = NodeOrder(.name, isDescending: isDescending)
            let cursor = NodeCursor(order: order, key: .word(name), position: 7)
            #expect(try NodeCursor(cursor.text, in: order) == cursor)
        }
        let bytes = NodeCursor(order: NodeOrder(.bytes), key: .number(.min), position: 0)
        #expect(try NodeCursor(bytes.text, in: NodeOrder(.bytes)) == bytes)
        #expect(bytes.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    }

    @Test("Anything else is refused")
    func refused() throws {
        let job = JobCursor(behind: id).text
        let node = NodeCursor(order: .position, key: .number(3), position: 3).text
        let broken = [
            "", "x", "====", "not a cursor", String(job.dropLast()), job + "AA", node,
            String(repeating: "A", count: 9999),
            Data("2\u{1F}job\u{1F}\(id)".utf8).base64EncodedString(), Data([0xFF, 0xFE]).base64EncodedString(),
        ]
        for text in broken { #expect(throws: InvalidCursor.self, "\(text)") { try JobCursor(text) } }
        let wrong = [
            ("position", "3", "-1"), ("position", "3", "x"), ("position", "x", "3"), ("-position", "3", "3"),
            ("bytes", "3", "3"), ("", "", ""),
        ]
        for (order, key, position) in wrong {
            let text = Data("1\u{1F}node\u{1F}\(order)\u{1F}\(key)\u{1F}\(position)".utf8).base64EncodedString()
            #expect(throws: InvalidCursor.self, "\(order) \(key) \(position)") { try NodeCursor(text, in: .position) }
        }
        #expect(throws: InvalidCursor.self) { try NodeCursor(job, in: .position) }
    }

    @Test("Orders are read as they are written")
    func orders() {
        for key in NodeOrder.Key.allCases {
            #expect(NodeOrder(key.rawValue) == NodeOrder(key))
            #expect(NodeOrder("-" + key.rawValue) == NodeOrder(key, isDescending: true))
        }
        for text in ["", "-", "--bytes", "size", "Bytes"] { #expect(NodeOrder(text) == nil) }
    }

    @Test("Text is found without regard to the case of ASCII letters, and nothing is a wildcard")
    func text() throws {
        #expect(TextFilter("") == nil)
        let filter = try #require(TextFilter("%A_é"))
        #expect(filter.isIn("x%a_éy"))
        #expect(!filter.isIn("x%a_Éy"))
        #expect(!filter.isIn("abcd"))
        #expect(!filter.isIn("%a_"))
    }
}
