import Testing
import TrawlFleet

@Suite("A node set")
struct NodeSetTests {
    @Test(
        "keeps the order in which it is written, each name once",
        arguments: [
            ("web[3,1-2]", "web3 web1 web2"),
            ("web[08-11]", "web08 web09 web10 web11"),
            ("rack[1-2]node[1-2]", "rack1node1 rack1node2 rack2node1 rack2node2"),
            ("n[0-10/5],n5", "n0 n5 n10"),
            ("b,a,b", "b a"),
            ("a,b,c!b,b", "a c b"),
            ("a[1-4]&a[3,2]", "a2 a3"),
            ("a[1-3]^a[3-4]", "a1 a2 a4"),
            ("a[1-2]^a[3,3]", "a1 a2 a3"),
            (" a , b ", "a b"),
            ("n[1, 2]", "n1 n2"),
            ("", ""),
            ("2001:db8::1,192.0.2.7,192.0.2.[8-9]", "2001:db8::1 192.0.2.7 192.0.2.8 192.0.2.9"),
            ("[2001:db8::1]:22,root@[::1]:[22-23]", "[2001:db8::1]:22 root@[::1]:22 root@[::1]:23"),
            ("root@web[1-2]:2222", "root@web1:2222 root@web2:2222"),
            ("fe80::1%eth0,näme-[1-2]", "fe80::1%eth0 näme-1 näme-2"),
        ]
    )
    func order(text: String, names: String) throws {
        #expect(try NodeSet(parsing: text).names == names.split(separator: " ").map(String.init))
    }

    @Test(
        "points at the character that is wrong",
        arguments: [
            ("web[1-2", 3, "this bracket is never closed"),
            ("web1]", 4, "this bracket was never opened"),
            ("a,,b", 2, "a name is missing before \",\""),
            ("a,", 1, "a name is missing after \",\""),
            ("!a", 0, "a name is missing before \"!\""),
            ("a[3-1]", 2, "the range 3-1 runs backwards"),
            ("a[1,09-100]", 4, "both ends of 09-100 must be padded to the same length"),
            ("a[]", 2, "a range is empty"),
            ("a[1,]", 4, "a range is empty"),
            ("a[1-x]", 2, "\"1-x\" is no range"),
            ("a[1 2]", 2, "\"1 2\" is no range"),
            ("a[-3]", 2, "\"-3\" is no range"),
            ("a[1-3/0]", 2, "a step must be 1 or more"),
            ("a[5/2]", 2, "a step needs a range"),
            ("a[1-2][3-4]", 6, "two pairs of brackets"),
            ("a[1[2]]", 3, "brackets inside brackets"),
            ("web01 web02", 5, "white space inside a name"),
            ("a,@", 2, "a group's name is missing"),
            ("a[1-9999999999999999999]", 2, "at most 18 digits"),
        ]
    )
    func faults(text: String, offset: Int, message: String) {
        let fault = #expect(throws: NodeSetFault.self) { try NodeSet(parsing: text) }
        #expect(fault?.code == .syntax)
        #expect(fault?.offset == offset)
        #expect(fault?.message.contains(message) == true, "\(fault?.message ?? "")")
        #expect(fault?.description.hasSuffix("at character \(offset + 1) of \(text.debugDescription)") == true)
    }

    @Test(
        "refuses too many names before it makes them",
        .timeLimit(.minutes(1)),
        arguments: [
            "a[1-1000001]", "a[1-1000]b[1-1001]", "a[1-999999],b[1-2]", "a[1-100000000000]b[1-100000000000]",
            "a[0-999999999999999999]", "x!a[1-1000001]", "a[1-9]b[1-9]c[1-9]d[1-9]e[1-9]f[1-9]g[1-9]h[1-9]",
        ]
    )
    func tooLarge(text: String) {
        let fault = #expect(throws: NodeSetFault.self) { try NodeSet(parsing: text) }
        #expect(fault?.code == .tooLarge)
    }

    @Test("is bounded in its parts too")
    func manyParts() {
        let fault = #expect(throws: NodeSetFault.self) {
            try NodeSet(parsing: String(repeating: "a[1]", count: 100_000))
        }
        #expect(fault?.message == "too many brackets in one name")
    }

    private let fleet = KnownNames(
        names: ["web01", "web02", "web10", "db1", "db2"],
        groups: ["web": ["web01", "web02", "web10"], "db": ["db1", "db2"], "rack1": ["db1"], "rack2": ["web01"]],
        isClosed: true
    )

    @Test(
        "knows groups, patterns and everybody",
        arguments: [
            ("all", "web01 web02 web10 db1 db2"), ("@*", "web01 web02 web10 db1 db2"),
            ("*", "web01 web02 web10 db1 db2"),
            ("@db,web01", "db1 db2 web01"), ("all!@web", "db1 db2"), ("web0?", "web01 web02"),
            ("*1*", "web01 web10 db1"),
            ("@rack[1-2]", "db1 web01"), ("db*,web[01-02]", "db1 db2 web01 web02"), ("all&w*!web10", "web01 web02"),
            ("@web^all", "db1 db2"), ("?b*", "db1 db2"),
        ]
    )
    func fleet(text: String, names: String) throws {
        #expect(try NodeSet(parsing: text, known: fleet).names.joined(separator: " ") == names)
    }

    @Test(
        "names what is not known, and what is near",
        arguments: [
            ("web03", NodeSetFault.Code.unknownNode, "unknown node \"web03\"; did you mean \"web01\"?"),
            ("all!wbe02", .unknownNode, "unknown node \"wbe02\"; did you mean \"web02\"?"),
            ("web", .unknownNode, "unknown node \"web\"; did you mean the group \"@web\"?"),
            ("mailserver", .unknownNode, "unknown node \"mailserver\""),
            ("@wbe", .unknownGroup, "unknown group \"@wbe\"; did you mean \"@web\"?"),
            ("mail*", .noMatch, "nothing matches \"mail*\""),
        ]
    )
    func unknown(text: String, code: NodeSetFault.Code, message: String) {
        let fault = #expect(throws: NodeSetFault.self) { try NodeSet(parsing: text, known: fleet) }
        #expect(fault?.code == code)
        #expect(fault?.description == message)
    }

    @Test("of everybody needs somebody who knows them")
    func nobodyKnown() {
        for text in ["all", "@web", "web*"] {
            #expect(throws: NodeSetFault.self) { try NodeSet(parsing: text) }
        }
    }

    @Test("a pattern cannot be made slow", .timeLimit(.minutes(1)))
    func slowPattern() throws {
        let known = KnownNames(names: [String(repeating: "a", count: 200)], isClosed: true)
        let pattern = String(repeating: "a*", count: 100) + "b"
        #expect(throws: NodeSetFault.self) { try NodeSet(parsing: pattern, known: known) }
    }
}
