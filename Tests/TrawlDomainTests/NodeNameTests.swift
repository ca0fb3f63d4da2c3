import Testing
import TrawlDomain

@Suite("Node names")
struct NodeNameTests {
    @Test(
        "Names that people give",
        arguments: ["web01", "db-1.example.org", "10.0.0.1", "fe80::1", "größe", "節点", "a", "root@x"]
    )
    func fit(_ text: String) throws {
        #expect(try NodeName(text).description == text)
    }

    @Test(
        "What cannot be one harmless folder is refused, with the reason",
        arguments: [
            ("", "it is empty"), (".", "it begins with a dot"), ("..", "it begins with a dot"),
            (".ssh", "it begins with a dot"), ("-rf", "it begins with a dash"), ("a/b", "it has a path separator"),
            ("/etc", "it has a path separator"), ("a\\b", "it has a path separator"), ("a b", "it has white space"),
            ("a\tb", "it has white space"), ("a\n", "it has white space"), ("a\u{0}b", "it has a control character"),
            ("a\u{1B}[31m", "it has a control character"), ("a\u{202E}b", "it has a control character"),
            ("a\u{200B}", "it has a control character"), ("a\u{7F}", "it has a control character"),
        ]
    )
    func unfit(_ text: String, _ reason: String) {
        let unfit = #expect(throws: NodeName.Unfit.self) { try NodeName(text) }
        #expect(unfit?.name == text)
        #expect(unfit?.reason == reason)
    }

    @Test("A name has at most 200 bytes, not characters")
    func length() throws {
        _ = try NodeName(String(repeating: "a", count: 200))
        _ = try NodeName(String(repeating: "é", count: 100))
        #expect(throws: NodeName.Unfit.self) { try NodeName(String(repeating: "a", count: 201)) }
        #expect(throws: NodeName.Unfit.self) { try NodeName(String(repeating: "é", count: 101)) }
    }

    @Test("The message names the name without letting it act on a terminal")
    func message() {
        let unfit = #expect(throws: NodeName.Unfit.self) { try NodeName("a\u{1B}[31m") }
        #expect(unfit?.description == #"node name "a\u{1B}[31m" cannot be used: it has a control character"#)
    }
}
