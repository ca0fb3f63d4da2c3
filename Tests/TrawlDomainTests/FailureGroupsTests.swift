import Testing
import TrawlDomain

@Suite("Failure groups")
struct FailureGroupsTests {
    private func target(_ name: String, at address: String = "10.0.0.1") throws -> NodeTarget {
        NodeTarget(name: try NodeName(name), address: address, port: 22, connection: "")
    }

    private func failure(
        _ message: String,
        _ code: FailureCode = .authRejected,
        _ stage: NodeStage = .authenticating
    )
        -> NodeFailure
    {
        NodeFailure(code: code, stage: stage, message: message)
    }

    @Test("Names, addresses and numbers make no difference; the largest group comes first")
    func masks() throws {
        let groups = FailureGroups.groups(of: [
            (try target("db1", at: "db1.example.com"), failure("no route to db1.example.com", .connectRefused)),
            (try target("web1", at: "10.0.0.7"), failure("web1 (10.0.0.7:2201) refused the key after 3 tries.")),
            (try target("web2", at: "10.0.0.8"), failure("web2 (10.0.0.8:2202) refused the key after 12 tries.")),
            (
                try target("mail", at: "mail.example.com"),
                failure("mail (mail.example.com:1) refused the key after 1 tries.")
            ),
        ])
        #expect(groups.map(\.code) == [.authRejected, .connectRefused])
        #expect(groups[0].nodes.map(\.description) == ["web1", "web2", "mail"])
        #expect(groups[0].message == "web1 (10.0.0.7:2201) refused the key after 3 tries.")
    }

    @Test("Addresses that are names are masked whole, and names at the end of a sentence")
    func addresses() throws {
        let groups = FailureGroups.groups(of: [
            (try target("a", at: "a.example.com"), failure("Nobody answers at a.example.com. Is it a?")),
            (try target("bb", at: "bb.other.org"), failure("Nobody answers at bb.other.org. Is it bb?")),
            (try target("c", at: "c.third.net"), failure("Nobody answers at c.third.net. Is it c?")),
        ])
        #expect(groups.map(\.nodes.count) == [3])
    }

    @Test("A name inside another word is not a name")
    func insideWords() throws {
        let groups = FailureGroups.groups(of: [
            (try target("key"), failure("the key-file is gone")),
            (try target("file"), failure("the key-file is gone")),
        ])
        #expect(groups.map(\.nodes.count) == [2])
    }

    @Test("Code, stage and words make a difference; equals stay in the order in which they came")
    func differences() throws {
        let groups = FailureGroups.groups(of: [
            (try target("a"), failure("x")),
            (try target("b"), failure("y")),
            (try target("c"), failure("x", .authTimeout)),
            (try target("d"), failure("x", .authRejected, .login)),
        ])
        #expect(groups.map { $0.nodes.map(\.description) } == [["a"], ["b"], ["c"], ["d"]])
        #expect(FailureGroups().largestFirst.isEmpty)
    }
}
