import Testing
import TrawlFleet

@Suite(
    "Node sets against ClusterShell's nodeset",
    .enabled(if: Nodeset.installed != nil, "clustershell is not installed")
)
struct NodeSetOracleTests {
    @Test(
        "mean the same",
        arguments: [
            "web[01-40,43]", "rack[1-3]node[1-8]", "n[0-10/2]", "n[00-10/3]", "n[1-3,2-5]", "web[1-2]3", "web1[2-3]",
            "a[1-3]!a2^a[2,5]&a[1,2]", "a,b!a,a", "a!a,b", "a[1-9]&a[2-4]!a3", "x[09-11]y", "r[1-2]n[01-02]-ib0",
            "[1-3]",
            "10.0.0.[1-3],10.0.1.1", "2001:db8::[1-3]", "a^b^a", "web[08-10],web[8-10]", "a[1-2]b[3-4]!a1b[3-4]",
            "n[001-010/3]&n[001,004]", "a , b ! a",
        ]
    )
    func expand(text: String) throws {
        let nodeset = try #require(Nodeset.installed)
        let theirs = try #require(try nodeset.answer("-e", [text]))
        #expect(try Set(NodeSet(parsing: text).names) == Set(theirs.split(separator: " ").map(String.init)))
    }

    @Test(
        "are refused alike",
        arguments: [
            "web[1-2", "web1]", "a,,b", "a,", ",a", "!a", "a!", "n[]", "n[3-1]", "n[9-011]", "n[1-2][3-4]", "a[[1-2]]",
            "n[1-3/0]", "n[5/2]", "n[a-b]", "n[1-3]]",
        ]
    )
    func refuse(text: String) throws {
        let nodeset = try #require(Nodeset.installed)
        #expect(try nodeset.answer("-e", [text]) == nil)
        #expect(throws: NodeSetFault.self) { try NodeSet(parsing: text) }
    }

    @Test(
        "are written alike where one number differs",
        arguments: [
            "web01 web02 web03 web05", "web01 web1 web2", "web1 web01 web001 web10 web010", "n08 n09 n10 n11",
            "n8 n9 n10",
            "n98 n99 n100 n101", "n098 n099 n100", "db web3 web1 a", "a1b a2b a3", "10.0.0.1 10.0.0.2 10.0.0.9",
            "2001:db8::1 2001:db8::2", "x", "n00 n01 n0", "r1n1 r1n2 r2n1 r2n2", "a-1 a-2 b_1 A1 A2", "n1 n3 n5",
            "10.0.0.1 10.0.0.2 10.0.1.1 10.0.1.2",
        ]
    )
    func fold(names: String) throws {
        let nodeset = try #require(Nodeset.installed)
        let list = names.split(separator: " ").map(String.init)
        #expect(try NodeSet.fold(list) == nodeset.answer("-f", list))
    }

    @Test("whatever is folded means the same to both", arguments: 0..<12)
    func foldAnything(seed: Int) throws {
        let nodeset = try #require(Nodeset.installed)
        var random = Sequence64(state: UInt64(seed) &* 7919 &+ 1)
        let names = Set(
            (0..<60).map { _ in
                let rack = Int.random(in: 1...4, using: &random)
                let node = Int.random(in: 7...12, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: return "r\(rack)n\(node)"
                case 1: return "r\(rack)n0\(node)"
                case 2: return "web\(node)"
                default: return "10.\(rack).0.\(node)"
                }
            }
        )
        let folded = NodeSet.fold(names.shuffled(using: &random))
        #expect(try Set(NodeSet(parsing: folded).names) == names)
        let theirs = try #require(try nodeset.answer("-e", [folded]))
        #expect(Set(theirs.split(separator: " ").map(String.init)) == names)
    }

    /// Knuth's MMIX generator: the same names in every run.
    private struct Sequence64: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
