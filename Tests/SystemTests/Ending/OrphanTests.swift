import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("No remote work outlives trawl")
    struct OrphanTests {
        @Test(
            "kill -9 during 50 commands: none is left, and the next process clears up what it finds",
            .timeLimit(.minutes(3))
        )
        func killed() async throws {
            try await TrawlAtWork.with(nodes: 50) { work in
                let child = try work.collect("all", ["--command", "sleep 604820", "--progress", "none"])
                try await work.runs("sleep 604820", on: 50)
                let deaths = try DeathWatch(over: work.remains(of: "sleep 604820").map(\.pid))
                let start = ContinuousClock.now
                child.send(SIGKILL)
                #expect(try await child.exit() == .signal(SIGKILL))
                let last = try await deaths.last(within: .seconds(60))
                let bound = TortureSize.bound(promised: .seconds(5), busy: .seconds(15))
                #expect(last - start < bound, "the last of 50 commands died \(last - start) after trawl was killed")
                #expect(work.remains(of: "sleep 604820").isEmpty)
                let left = try await work.database.newestJob()
                #expect(left.status == "RUNNING", "the crash came too late to be one")
                #expect(try await work.run("jobs").output.contains("RUNNING (interrupted)"))
                #expect(try await work.run("jobs", "--json").output.contains("interrupted") == false)
                #expect(try await work.run("show", "last").errors.contains("no process runs this job any more"))

                let next = try await work.collect("node01", ["--command", "true", "--progress", "none"]).result()
                #expect(next.exit == .status(0), "\(next.errors)")
                let recovered = try #require(try await work.database.jobs().first { $0.id == left.id })
                #expect(recovered.status == "FAILED")
                #expect(recovered.settledAt != nil)
                let nodes = try await work.database.nodes(of: left.id)
                #expect(nodes.count == 50)
                #expect(nodes.allSatisfy { $0.status == "FAILED" && $0.failureCode == "INTERRUPTED" }, "\(nodes)")
                let moves = try await work.database.audit(of: left.id)
                #expect(moves.map(\.previous) == [nil, "PENDING", "RUNNING"])
                #expect(moves.map(\.new) == ["PENDING", "RUNNING", "FAILED"])
                #expect(try await work.database.integrity() == "ok")
                #expect(try await work.run("jobs").output.contains("RUNNING") == false)
            }
        }

        @Test("A cable that is cut without a word: the lease ends it", .timeLimit(.minutes(2)))
        func silence() async throws {
            try await TrawlAtWork.with(nodes: 1) { work in
                let cable = try await HostileServer.start("proxy.py", ["--to", "127.0.1.1:\(work.fleet.port)"])
                // The key that the node has is known under the fleet's port alone.
                let text = try String(contentsOfFile: work.fleet.knownHostsPath, encoding: .utf8)
                try work.folder.write(
                    text.replacing("]:\(work.fleet.port) ", with: "]:\(cable.port) "),
                    to: "known_hosts"
                )
                let node =
                    "  cut: {address: 127.0.0.1, port: \(cable.port), known_hosts: \(work.folder.file("known_hosts").path)}"
                try work.folder.write(work.inventory(of: [node]), to: "inventory.yaml")

                let child = try work.collect(
                    "cut",
                    ["--command", "sleep 604821", "--lease", "4s", "--grace", "2s", "--progress", "none"]
                )
                try await work.runs("sleep 604821", on: 1)
                let clock = ContinuousClock()
                let start = clock.now
                cable.process.send(SIGUSR1)
                try await cable.process.sees("cut\n")
                // The lease, the grace, and what a busy machine takes.
                try await eventually("nothing is left on the node", within: .seconds(20)) {
                    work.remains(of: "sleep 604821").isEmpty
                }
                #expect(clock.now - start > .seconds(1), "it ended by something else than the lease")
                child.send(SIGINT)
                let done = try await child.result()
                #expect(done.exit == .status(130))
                let job = try await work.database.newestJob()
                #expect(try await work.database.nodes(of: job.id).map(\.outcome) == ["unverified"])
            }
        }
    }
}
