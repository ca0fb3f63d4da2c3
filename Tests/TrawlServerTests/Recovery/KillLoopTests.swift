import Foundation
import Glibc
import Testing
import TrawlTestKit

@Suite("Killed at random moments, and started again")
struct KillLoopTests {
    /// What the server has said, and must therefore stay true.
    private struct Ledger {
        var created: [String] = []
        var cancelled: Set<String> = []
        var final: [String: String] = [:]
    }

    @Test("What was acknowledged stays true, every job ends and settles, and each transition is told once")
    func killed() async throws {
        var numbers = SeededNumbers(seed: TortureSize.seed)
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 6)
                var ledger = Ledger()
                for _ in 1...TortureSize.of(5, torture: 100) {
                    let server = try await ServerAtWork.start(folder, fleet)
                    try await check(ledger, against: server)
                    // The moment is what is random here; nothing is waited for.
                    let moment = Duration.milliseconds(Int.random(in: 0...1_500, using: &numbers))
                    let killing = Task {
                        try await ContinuousClock().sleep(for: moment)
                        server.child.send(SIGKILL)
                    }
                    await work(at: server, &ledger, &numbers)
                    try await killing.value
                    #expect(try await server.child.exit(within: .seconds(60)) == .signal(SIGKILL))
                }
                let last = try await ServerAtWork.start(folder, fleet)
                try await check(ledger, against: last)
                #expect(!ledger.created.isEmpty)
                for id in ledger.created { try await checkEnd(of: id, at: last, in: folder) }
                let integrity = try await ChildProcess.run(
                    "sqlite3",
                    ["-batch", folder.file("data/trawl.sqlite").path, "PRAGMA integrity_check"]
                )
                #expect(integrity.output.trimmingCharacters(in: .whitespacesAndNewlines) == "ok")
                #expect(try await last.stop().isSuccess)
            }
        }
    }

    /// Submits, cancels and looks until the server is gone; keeps only what it acknowledged.
    private func work(at server: ServerAtWork, _ ledger: inout Ledger, _ numbers: inout SeededNumbers) async {
        do {
            while true {
                let body = #"{"targets":"all","profile":"quick","options":{"retries":3}}"#
                let answer = try await server.ask("POST", "/jobs", body)
                #expect(answer.status == 201, "\(answer.text)")
                if let id = answer["job_id"] { ledger.created.append(id) }
                guard let chosen = ledger.created.randomElement(using: &numbers) else { continue }
                if Int.random(in: 0..<3, using: &numbers) == 0 {
                    let cancel = try await server.ask("POST", "/jobs/\(chosen)/cancel")
                    #expect([200, 409].contains(cancel.status), "\(cancel.text)")
                    if cancel.status == 200 { ledger.cancelled.insert(chosen) }
                }
                let seen = try await server.ask("GET", "/jobs/\(chosen)")
                #expect(seen.status == 200)
                if let status = seen["status"], !["PENDING", "RUNNING"].contains(status) {
                    ledger.final[chosen] = status
                }
            }
        } catch {
            // It was killed, perhaps before it could answer: what it did not acknowledge may have happened or not.
        }
    }

    private func check(_ ledger: Ledger, against server: ServerAtWork) async throws {
        #expect(try await server.ask("GET", "/readyz").status == 200)
        for id in ledger.created {
            let job = try await server.ask("GET", "/jobs/\(id)")
            #expect(job.status == 200, "\(id) was acknowledged and is gone")
            if ledger.cancelled.contains(id) { #expect(job["cancelled"] == "1", "\(id): \(job.text)") }
            if let status = ledger.final[id] { #expect(job["status"] == status, "\(id): \(job.text)") }
        }
    }

    private func checkEnd(of id: String, at server: ServerAtWork, in folder: TemporaryFolder) async throws {
        let job = try await server.settled(id, within: .seconds(120))
        let audit = try JSONDecoder().decode(
            Trail.self,
            from: Data(try await server.ask("GET", "/jobs/\(id)/audit").text.utf8)
        )
        let moves = audit.events
        #expect(moves.map(\.prevStatus) == [nil] + moves.dropLast().map(\.newStatus), "\(id): \(moves)")
        #expect(moves.last?.newStatus == job["status"], "\(id): \(moves)")
        let nodes = try await server.ask("GET", "/jobs/\(id)/nodes?limit=100")
        let list = try JSONDecoder().decode(NodeList.self, from: Data(nodes.text.utf8))
        #expect(list.nodes.count == 6)
        for node in list.nodes {
            #expect(!["PENDING", "RUNNING"].contains(node.status), "\(id): \(node)")
            guard node.status == "SUCCEEDED" else { continue }
            let place = folder.file("data/jobs/\(id)/\(node.node)")
            let manifest = try JSONDecoder().decode(
                Manifest.self,
                from: Data(contentsOf: place.appendingPathComponent("manifest.json"))
            )
            #expect(!manifest.artifacts.isEmpty)
            for artifact in manifest.artifacts {
                let file = try Data(contentsOf: place.appendingPathComponent(artifact.path))
                #expect(file.count == artifact.size, "\(id) \(node.node): \(artifact)")
            }
        }
    }

    private struct Trail: Decodable {
        struct Move: Decodable {
            let prevStatus: String?
            let newStatus: String

            enum CodingKeys: String, CodingKey {
                case prevStatus = "prev_status"
                case newStatus = "new_status"
            }
        }

        let events: [Move]
    }

    private struct NodeList: Decodable {
        struct Node: Decodable {
            let node: String
            let status: String
        }

        let nodes: [Node]
    }

    private struct Manifest: Decodable {
        struct Artifact: Decodable {
            let path: String
            let size: Int
        }

        let artifacts: [Artifact]
    }
}
