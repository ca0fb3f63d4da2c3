import Foundation
import Glibc
import Testing
import TrawlDomain
import TrawlTestKit

extension EndToEnd {
    @Suite("Killed at each point at which something is stored")
    struct KilledTests {
        private static let points: [Failpoint] = [
            .migrate, .jobCreateBeforeCommit, .jobCreateAfterCommit, .nodeClaimBeforeCommit, .nodeClaimAfterCommit,
            .nodeResultBeforeCommit, .nodeResultAfterCommit, .jobDeriveBeforeCommit, .jobDeriveAfterCommit,
        ]

        @Test("The next process finds nothing broken, ends what was left, and says each transition once")
        func killed() async throws {
            try await TrawlAtWork.with(nodes: 3) { work in
                for point in Self.points {
                    let killed = try work.start(
                        ["collect", "all", "--inventory", work.folder.file("inventory.yaml").path]
                            + ["--command", "true", "--progress", "none"],
                        variables: ["TRAWL_FAILPOINT": "\(point.rawValue):1"]
                    )
                    #expect(try await killed.exit() == .signal(SIGKILL), "\(point)")
                    let next = try await work.collect("all", ["--command", "true", "--progress", "none"]).result()
                    #expect(next.exit == .status(0), "\(point): \(next.errors)")
                    #expect(try await work.database.integrity() == "ok", "\(point)")
                    for job in try await work.database.jobs() {
                        #expect(job.settledAt != nil, "\(point): \(job.status)")
                        let moves = try await work.database.audit(of: job.id)
                        #expect(moves.map(\.previous) == [nil] + moves.dropLast().map(\.new), "\(point)")
                        #expect(moves.last?.new == job.status, "\(point)")
                        let nodes = try await work.database.nodes(of: job.id)
                        #expect(nodes.allSatisfy { !["PENDING", "RUNNING"].contains($0.status) }, "\(point)")
                    }
                }
            }
        }
    }
}
