import Testing
import TrawlFleet
import TrawlTestKit

@Suite("Node sets against ClusterShell's nodeset", .timeLimit(.minutes(5)))
struct NodeSetOracleTests {
    @Test("mean the same")
    func expand() async throws {
        let texts = [
            "web[01-40,43]", "rack[1-3]node[1-8]", "n[0-10/2]", "n[00-10/3]", "n[1-3,2-5]", "web[1-2]3", "web1[2-3]",
            "a[1-3]!a2^a[2,5]&a[1,2]", "a,b!a,a", "a!a,b", "a[1-9]&a[2-4]!a3", "x[09-11]y", "r[1-2]n[01-02]-ib0",
            "[1-3]",
            "10.0.0.[1-3],10.0.1.1", "2001:db8::[1-3]", "a^b^a", "web[08-10],web[8-10]", "a[1-2]b[3-4]!a1b[3-4]",
            "n[001-010/3]&n[001,004]", "a , b ! a",
        ]
        try await compare(texts)
    }

    @Test("are refused alike")
    func refuse() async throws {
        let texts = [
            "web[1-2", "web1]", "a,,b", "a,", ",a", "!a", "a!", "n[]", "n[3-1]", "n[9-011]", "n[1-2][3-4]", "a[[1-2]]",
            "n[1-3/0]", "n[5/2]", "n[a-b]", "n[1-3]]",
        ]
        for (text, answer) in zip(texts, try await Nodeset.answers(texts)) {
            #expect(answer.names == nil, "\(text)")
            #expect(throws: NodeSetFault.self, "\(text)") { try NodeSet(parsing: text) }
        }
    }

    @Test("are written alike where one number differs")
    func fold() async throws {
        let lists = [
            "web01 web02 web03 web05", "web01 web1 web2", "web1 web01 web001 web10 web010", "n08 n09 n10 n11",
            "n8 n9 n10",
            "n98 n99 n100 n101", "n098 n099 n100", "db web3 web1 a", "a1b a2b a3", "10.0.0.1 10.0.0.2 10.0.0.9",
            "2001:db8::1 2001:db8::2", "x", "n00 n01 n0", "r1n1 r1n2 r2n1 r2n2", "a-1 a-2 b_1 A1 A2", "n1 n3 n5",
            "10.0.0.1 10.0.0.2 10.0.1.1 10.0.1.2",
        ].map { $0.split(separator: " ").map(String.init) }
        let answers = try await Nodeset.answers(lists.map { $0.joined(separator: ",") })
        for (names, answer) in zip(lists, answers) { #expect(NodeSet.fold(names) == answer.folded) }
    }

    @Test("mean the same whatever is written, with groups, patterns and every operator")
    func anything() async throws {
        let rounds = TortureSize.of(500, torture: 20_000)
        var random = SeededNumbers(seed: TortureSize.seed)
        let fleet = Nodeset.Fleet(
            all: "web[01-12],r[1-3]n[1-4],db[1-3]",
            groups: ["web": "web[01-12]", "odd": "web[01-11/2],db1", "rack1": "r1n[1-4]", "rack2": "r2n[1-4],db2"]
        )
        let known = KnownNames(
            names: try NodeSet(parsing: fleet.all).names,
            groups: try fleet.groups.mapValues { try NodeSet(parsing: $0).names },
            isClosed: false
        )
        let texts = (0..<rounds).map { _ in NodeSetTexts.expression(&random) }
        let theirs = try await Nodeset.answers(texts, fleet: fleet)
        for (text, answer) in zip(texts, theirs) {
            let ours = try? NodeSet(parsing: text, known: known).names
            #expect(ours.map { Set($0) } == answer.names.map { Set($0) }, "\(text) (seed \(TortureSize.seed))")
        }
    }

    @Test("are folded to the same names, and over all of them no longer than ClusterShell folds")
    func foldAnything() async throws {
        var random = SeededNumbers(seed: TortureSize.seed)
        let lists = (0..<TortureSize.of(200, torture: 2000)).map { _ in NodeSetTexts.names(&random) }
        let folded = lists.map { NodeSet.fold($0) }
        let theirs = try await Nodeset.answers(lists.map { $0.joined(separator: ",") })
        let back = try await Nodeset.answers(folded)
        var length = (ours: 0, theirs: 0)
        for (place, names) in lists.enumerated() {
            let text = folded[place]
            #expect(try Set(NodeSet(parsing: text).names) == Set(names), "\(text) (seed \(TortureSize.seed))")
            #expect(Set(back[place].names ?? []) == Set(names), "\(text) (seed \(TortureSize.seed))")
            length.ours += text.utf8.count
            length.theirs += theirs[place].folded?.utf8.count ?? 0
        }
        #expect(length.ours <= length.theirs, "seed \(TortureSize.seed)")
    }

    private func compare(_ texts: [String]) async throws {
        for (text, answer) in zip(texts, try await Nodeset.answers(texts)) {
            #expect(try Set(NodeSet(parsing: text).names) == answer.names.map { Set($0) }, "\(text)")
        }
    }
}
