import Foundation
import Glibc
import Testing
import TrawlDomain
import TrawlTestKit

/// `kill -9` of a live server, again and again, half of the times at a random moment and half at a failpoint.
@Suite("Killed, and started again", .serialized)
struct KillLoopTests {
    @Test("What was acknowledged stays true, every job ends and settles, and each transition is told once")
    func killed() async throws {
        let rounds = TortureSize.rounds("TRAWL_KILLS", usual: 10, torture: 200)
        var numbers = SeededNumbers(seed: TortureSize.seed)
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 6)
                let prey = KillLoopPrey(folder: folder, fleet: fleet)
                try prey.writeProfiles()
                var ledger = AcknowledgedJobs()
                for round in 1...rounds {
                    let point = round.isMultiple(of: 2) ? Self.points.randomElement(using: &numbers) : nil
                    let hit = Int.random(in: 1...4, using: &numbers)
                    let moment = Duration.milliseconds(Int.random(in: 0...1_500, using: &numbers))
                    let story: Comment = """
                        round \(round) of \(rounds), TRAWL_SEED=\(TortureSize.seed): \
                        \(point.map { "\($0.rawValue):\(hit)" } ?? "after \(moment)")
                        """
                    try await prey.live(until: point, hit: hit, moment: moment, &ledger, &numbers, story)
                }
                let last = try await ServerAtWork.start(folder, fleet)
                try await prey.check(ledger, against: last, "the last start")
                #expect(!ledger.created.isEmpty)
                for id in ledger.created { try await prey.checkEnd(of: id, at: last) }
                try await prey.checkDeletions(ledger, at: last)
                #expect(try await last.stop().isSuccess)
                try await prey.checkFiles()
                print("kill loop: \(rounds) rounds, TRAWL_SEED=\(TortureSize.seed), \(ledger.summary)")
            }
        }
    }

    /// A migration has its own test: it is passed once in the life of a data directory.
    private static let points = Failpoint.allCases.filter { $0 != .migrate }

    @Test("Every failpoint is on the way of what a server does")
    func allPassed() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 2)
                let notes = folder.file("passed")
                let variables = ["TRAWL_FAILPOINTS": notes.path]
                let first = try await ServerAtWork.start(folder, fleet, variables: variables)
                let done = try await first.submit(#"{"targets":"all","profile":"quick"}"#)
                try await first.settled(done)
                #expect(try await first.ask("DELETE", "/jobs/\(done)").status == 204)
                let cancelled = try await first.submit(#"{"targets":"all","profile":"long"}"#)
                try await first.runs("sleep 4711", on: 2)
                #expect(try await first.ask("POST", "/jobs/\(cancelled)/cancel").status == 200)
                try await first.settled(cancelled)
                _ = try await first.submit(#"{"targets":"all","profile":"long","options":{"retries":5}}"#)
                try await first.runs("sleep 4711", on: 2)
                first.child.send(SIGKILL)
                _ = try await first.child.exit()
                let second = try await ServerAtWork.start(folder, fleet, variables: variables)
                try await second.runs("sleep 4711", on: 2)
                try await eventually("a look at the interrupted attempts") {
                    try String(contentsOf: notes, encoding: .utf8).contains(Failpoint.reapAfter.rawValue)
                }
                _ = try await second.stop()
                let passed = Set(try String(contentsOf: notes, encoding: .utf8).split(separator: "\n").map(String.init))
                #expect(Set(Failpoint.allCases.map(\.rawValue)) == passed)
            }
        }
    }
}
