import Foundation
import Testing
import TrawlTestKit

/// ClusterShell itself, the oracle of the notation, by the library that its `nodeset` is made of.
///
/// One call answers many questions; a start of Python for each would take minutes.
enum Nodeset {
    /// Whom the questions are about: what an inventory would know.
    struct Fleet: Encodable {
        var all = ""
        var groups: [String: String] = [:]
    }

    struct Answer: Decodable {
        /// The names that a text stands for; nil where it is refused.
        var names: [String]?
        /// What `nodeset -f` prints; nil where the text is refused.
        var folded: String?
    }

    private struct Question: Encodable {
        var fleet: Fleet
        var texts: [String]
    }

    /// What each text stands for.
    static func answers(_ texts: [String], fleet: Fleet = Fleet()) async throws -> [Answer] {
        let question = try JSONEncoder().encode(Question(fleet: fleet, texts: texts))
        let run = try await ChildProcess.run(
            "/usr/bin/python3",
            ["-c", script],
            input: .text(String(decoding: question, as: UTF8.self))
        )
        guard run.isSuccess else {
            throw Missing(description: "ClusterShell is not to be had here; .ci/setup installs it: \(run.errors)")
        }
        let answers = try JSONDecoder().decode([Answer].self, from: Data(run.output.utf8))
        try #require(answers.count == texts.count)
        return answers
    }

    static func answer(_ text: String) async throws -> Answer {
        try #require(await answers([text]).first)
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private static let script = """
        import json, sys
        from ClusterShell.NodeSet import NodeSet, NodeSetException
        from ClusterShell.NodeUtils import GroupResolver, GroupSource
        from ClusterShell.RangeSet import RangeSetException
        question = json.load(sys.stdin)
        fleet = question["fleet"]
        resolver = GroupResolver(GroupSource("fleet", groups=fleet["groups"], allgroups=fleet["all"]))
        answers = []
        for text in question["texts"]:
            try:
                nodes = NodeSet(text, resolver=resolver)
                answers.append({"names": list(nodes), "folded": str(nodes)})
            except (NodeSetException, RangeSetException):
                answers.append({})
        json.dump(answers, sys.stdout)
        """
}
