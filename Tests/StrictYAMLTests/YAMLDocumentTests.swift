import Foundation
import StrictYAML
import Testing

@Suite("A YAML document")
struct YAMLDocumentTests {
    @Test("is read with the place of every value")
    func places() throws {
        let document = try YAMLDocument(text: "name: linux\nsteps:\n  - run: uptime\n", named: "p.yaml")
        let root = try #require(document.root.mapping(fields: ["name", "steps"]))
        #expect(root.string("name") == "linux")
        let step = try #require(root.list("steps")?.first?.mapping(fields: ["run"]))
        #expect(step["run"]?.location == SourceLocation(file: "p.yaml", line: 3, column: 10))
        #expect(step.entry("run")?.location.description == "p.yaml:3:5")
        try document.check()
    }

    @Test("keeps what plain scalars look like", arguments: ["no", "010", "1e3", "2026-11-21", "0x1f", "on", "1_000"])
    func noGuessing(text: String) throws {
        let document = try YAMLDocument(text: "v: \(text)", named: "t")
        #expect(document.root.mapping(fields: ["v"])?.string("v") == text)
        try document.check()
    }

    @Test("reports all its mistakes together, in order")
    func collected() throws {
        let text = """
            tiemout: 10m
            port: 99999
            wait: 90
            size: 64k
            keep: yes
            policy: strct
            names: {a: b}
            """
        let document = try YAMLDocument(text: text, named: "c.yaml")
        let root = try #require(
            document.root.mapping(fields: ["timeout", "port", "wait", "size", "keep", "policy", "names", "run"])
        )
        #expect(root.integer("port", in: 1...65535) == nil)
        #expect(root.choice("policy", of: Policy.self) == nil)
        #expect(root.duration("wait") == nil)
        #expect(root.byteCount("size") == nil)
        #expect(root.bool("keep") == nil)
        #expect(root.strings("names") == nil)
        #expect(root.required("run")?.string() == nil)
        let faults = try #require(throws: YAMLFaults.self) { try document.check() }
        #expect(
            faults.description == """
                c.yaml:1:1: unknown field "tiemout"; did you mean "timeout"?
                c.yaml:1:1: the field "run" is missing
                c.yaml:2:7: a whole number from 1 to 65535 is meant here, and 99999 was found
                c.yaml:3:7: 90 has no unit; write 90s for seconds or 90m for minutes
                c.yaml:4:7: "64k" is not a size; write it like 64KiB
                c.yaml:5:7: true or false is meant here, and yes was found
                c.yaml:6:9: one of strict, off is meant here, and strct was found; did you mean "strict"?
                c.yaml:7:8: a text or a list of texts is meant here, and a mapping was found
                """
        )
    }

    @Test("says where a key is given the second time")
    func duplicates() {
        expectFaults("a:\n  x: 1\n  y: 2\n\n  # no\n  x: 3\n", "t:6:3: \"x\" is given twice; the first is on line 2")
        expectFaults("{x: 1, x: 2}", "t:1:2: \"x\" is given twice in the same place")
        expectFaults("a: 1\nb:\n  a: 2\n\"a\": 3\n", "t:4:1: \"a\" is given twice; the first is on line 1")
    }

    @Test("refuses what would be a surprise")
    func refused() {
        expectFaults("a: 1\n---\nb: 2\n", "t:2:1: a second document begins here; a file holds one")
        expectFaults("a: &x 1\nb: *x\n", "t:1:4: anchors and aliases are not supported (&x); write the value out", true)
        expectFaults("a: !!int 1\n", "t:1:4: tags are not supported (tag:yaml.org,2002:int); leave it out")
        expectFaults("[a, b]: 1\n", "t:1:1: a field's name is meant here, and a list was found")
        expectFaults("a: b\n\tc: d\n", "use spaces", true)
        expectFaults("a: @web\n", "needs quotes", true)
        expectFaults("a: [1, 2\n", "this is not YAML", true)
        expectFaults("a: \u{1}\n", "t:1:4: the text cannot be read: control characters are not allowed")
    }

    @Test("is empty where nothing is written", arguments: ["", "\n# only this\n", "---\n"])
    func empty(text: String) throws {
        let document = try YAMLDocument(text: text, named: "t")
        #expect(document.root.isNull)
        #expect(document.root.entries()?.isEmpty == true)
        try document.check()
    }

    @Test("cannot be made to explode, nor to nest without end", .timeLimit(.minutes(1)))
    func bounded() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let uses = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(uses)]\n"
        }
        expectFaults(bomb + "? *a12\n: 1\n", "are not supported", true)
        expectFaults(String(repeating: "[", count: 100_000), "t:1:", true)
        expectFaults(String(repeating: "- ", count: 100) + "x", "nested more than 64 levels deep", true)
        expectFaults(String(repeating: "a", count: 8 << 20) + "b", "t: the file is larger than 8MiB")
    }

    @Test("leaves commands alone that look like anchors")
    func commands() throws {
        let line = "cp *.log & wait; ls [*.gz, *x]; a && b; " + String(repeating: "*x ", count: 50)
        let document = try YAMLDocument(text: "run: |\n  \(line)\n", named: "t")
        #expect(document.root.mapping(fields: ["run"])?.string("run")?.hasPrefix("cp *.log & wait") == true)
        try document.check()
    }

    @Test("says why a file cannot be read")
    func unreadable() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
        let missing = #expect(throws: YAMLFaults.self) { try YAMLDocument(file: path) }
        #expect(missing?.description == "\(path): the file cannot be read: No such file or directory")
        try Data([0x61, 0x3A, 0x20, 0xFF]).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let binary = #expect(throws: YAMLFaults.self) { try YAMLDocument(file: path) }
        #expect(binary?.description == "\(path): the file is not UTF-8 text")
    }

    private enum Policy: String, CaseIterable {
        case strict, off
    }

    private func expectFaults(_ text: String, _ wanted: String, _ isPart: Bool = false) {
        let faults = #expect(throws: YAMLFaults.self) { try YAMLDocument(text: text, named: "t") }
        let description = faults?.description ?? ""
        #expect(isPart ? description.contains(wanted) : description == wanted, "\(description)")
    }
}
