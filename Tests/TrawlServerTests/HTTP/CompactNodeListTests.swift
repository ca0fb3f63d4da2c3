import Foundation
import Testing
import TrawlDomain
import TrawlServer
import TrawlTestKit

@Suite("The compact list of nodes")
struct CompactNodeListTests {
    @Test("5,000 nodes take less than 200 KB compressed, also when each has its own times and sizes")
    func size() async throws {
        var random = SeededNumbers(seed: 5)
        let start = Date(timeIntervalSince1970: 1_763_712_000)
        let nodes = try (0..<5000).map { place in
            var node = NodeRecord(
                target: NodeTarget(
                    name: try NodeName("rack\(place / 40)-node\(place)"),
                    address: "10.0.0.1",
                    port: 22,
                    connection: ""
                ),
                position: place
            )
            let outcome = Int.random(in: 0..<10, using: &random)
            node.status = outcome == 0 ? .failed : .succeeded
            node.stage = outcome == 0 ? .connecting : .done
            node.attempt = 1
            node.stepsDone = 20
            node.stepsTotal = 20
            node.bytes = Int64.random(in: 0..<(1 << 30), using: &random)
            node.startedAt = start.addingTimeInterval(Double.random(in: 0..<600, using: &random))
            node.finishedAt = node.startedAt?.addingTimeInterval(Double.random(in: 0..<60, using: &random))
            return node
        }
        let text = try DocumentCoding.text(of: CompactNodeListDocument(nodes, nextCursor: nil))
        let packed = try await ChildProcess.run("bash", ["-c", "gzip -6 | wc -c"], input: .text(text))
        let bytes = try #require(Int(packed.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(bytes < 200_000)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let rows = try #require(object?["nodes"] as? [[Any]])
        #expect(rows.count == 5000)
        #expect(rows.allSatisfy { $0.count == CompactNodeListDocument.columns.count })
    }
}
