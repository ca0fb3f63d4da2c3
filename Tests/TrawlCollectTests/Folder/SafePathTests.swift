import Testing
import TrawlCollect

@Suite struct SafePathTests {
    @Test(arguments: ["a.txt", "var/log/syslog", "x-1_2.log", "größe.txt"])
    func aHarmlessPathStaysAsItIs(_ text: String) throws {
        #expect(try SafePath(text).description == text)
        #expect(SafePath(mapping: text).description == text)
    }

    @Test(
        arguments: [
            "", "/", "/etc/passwd", "..", "a/../b", "a//b", "a/", ".hidden", "-rf", "a\nb", "a\u{202E}b", "a\\b", "a b",
            "x.part", "a/x.part", String(repeating: "x", count: 201), String(repeating: "x/", count: 20) + "x",
        ]
    )
    func whatCouldHarmIsRefusedWithAReason(_ text: String) {
        let unfit = #expect(throws: SafePath.Unfit.self) { try SafePath(text) }
        #expect(unfit?.reason.isEmpty == false)
    }

    @Test func whateverIsMappedStaysInItsFolder() {
        let alphabet: [String] = ["a", ".", "..", "/", "-", "\0", "\n", "\u{202E}", "\\", ".part", "ü", " ", "\u{7F}"]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...30, using: &random)
            let original = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? "a" }.joined()
            let path = SafePath(mapping: original).description
            let components = path.split(separator: "/", omittingEmptySubsequences: false)
            let isSafe = components.allSatisfy { component in
                !component.isEmpty && component != "." && component != ".." && component.utf8.count <= 200
                    && !component.hasSuffix(".part") && !component.hasPrefix("-")
                    && component.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 && $0 != "\u{202E}" }
            }
            #expect(
                isSafe && !components.isEmpty && path.utf8.count <= 1000,
                "\(original.debugDescription) became \(path)"
            )
        }
    }

    @Test func longPathsStayApart() {
        let long = String(repeating: "x", count: 300)
        let first = SafePath(mapping: "/a/" + long + "1").description
        let second = SafePath(mapping: "/a/" + long + "2").description
        #expect(first != second)
        #expect(first == SafePath(mapping: "/a/" + long + "1").description)
        let deep = SafePath(mapping: String(repeating: "d/", count: 600) + "file").description
        #expect(deep.hasSuffix("/file") && deep.utf8.count < 40)
    }
}
