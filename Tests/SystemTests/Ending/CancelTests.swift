import Foundation
import Glibc
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("Ctrl-C ends what runs on the nodes")
    struct CancelTests {
        private static let finalStates: Set<String> = ["SUCCEEDED", "FAILED", "CANCELLED"]

        @Test("50 running: none is left when trawl has ended, and every node has its verdict", .timeLimit(.minutes(3)))
        func fifty() async throws {
            try await TrawlAtWork.with(nodes: 50) { work in
                let child = try work.collect("all", ["--command", "sleep 604810", "--progress", "plain"])
                try await work.runs("sleep 604810", on: 50)
                let deaths = try DeathWatch(over: work.remains(of: "sleep 604810").map(\.pid))
                let start = ContinuousClock.now
                child.send(SIGINT)
                let done = try await child.result(within: .seconds(60))
                #expect(done.exit == .status(130))
                #expect(work.remains(of: "sleep 604810").isEmpty, "what the verdicts say has not happened")
                let last = try await deaths.last(within: .seconds(1))
                let bound = TortureSize.bound(promised: .seconds(1), busy: .seconds(15))
                #expect(last - start < bound, "the last of 50 commands died \(last - start) after the cancel")

                let job = try await work.database.newestJob()
                #expect(job.status == "CANCELLED")
                #expect(job.isCancelled == 1)
                #expect(job.settledAt != nil)
                let nodes = try await work.database.nodes(of: job.id)
                #expect(nodes.count == 50)
                #expect(nodes.allSatisfy { $0.status == "CANCELLED" && $0.outcome == "terminated" }, "\(nodes)")
                #expect(try await work.database.integrity() == "ok")
                #expect(try await work.database.audit(of: job.id).map(\.new) == ["PENDING", "RUNNING", "CANCELLED"])
            }
        }

        @Test("What had succeeded before stays, and the job is PARTIAL", .timeLimit(.minutes(2)))
        func partial() async throws {
            try await TrawlAtWork.with { work in
                // The first node's address ends at once.
                let command = #"case $SSH_CONNECTION in *" 127.0.1.1 "*) echo kept ;; *) exec sleep 604811 ;; esac"#
                let child = try work.collect("all", ["--command", command, "--progress", "json"])
                try await child.sees(#""succeeded":1"#, on: .errors)
                try await work.runs("sleep 604811", on: 5)
                child.send(SIGINT)
                let done = try await child.result()
                #expect(done.exit == .status(130))
                #expect(work.remains(of: "sleep 604811").isEmpty)
                let job = try await work.database.newestJob()
                #expect(job.status == "PARTIAL")
                #expect(job.isCancelled == 1)
                let nodes = try await work.database.nodes(of: job.id)
                #expect(nodes.map(\.status) == ["SUCCEEDED"] + Array(repeating: "CANCELLED", count: 5))
                let kept = try await work.nodeFolder("node01").appending(path: "artifacts/command-1.txt")
                #expect(try String(contentsOf: kept, encoding: .utf8) == "kept\n")
            }
        }

        @Test("Before there is anything to cancel it ends trawl as interrupted, and nothing is stored")
        func early() async throws {
            try await TrawlAtWork.with(nodes: 1) { work in
                for signal in [SIGINT, SIGTERM, SIGHUP] {
                    // It reads its hosts, and they do not come.
                    let child = try work.start(["collect", "--hosts-file", "-", "--command", "true"], input: .held)
                    try await eventually("a handler for the signal") { child.catches(signal) }
                    child.send(signal)
                    #expect(try await child.exit() == .status(130))
                    #expect(FileManager.default.fileExists(atPath: work.data.path) == false)
                }
            }
        }

        @Test("At whatever moment it comes: no orphan, and no node without a final state", .timeLimit(.minutes(20)))
        func anyMoment() async throws {
            try await TrawlAtWork.with(nodes: 10) { work in
                var numbers = SeededNumbers(seed: TortureSize.seed)
                var known = 0
                for round in 1...TortureSize.of(20, torture: 200) {
                    // A moment of its own in the life of a job: before, while and after its nodes connect and run.
                    let moment = Duration.milliseconds(Int.random(in: 0...1500, using: &numbers))
                    let comment: Comment = "round \(round) of seed \(TortureSize.seed), after \(moment)"
                    let command = "sleep 604812 & sleep 1; kill $!"
                    let child = try work.collect("all", ["--command", command, "--progress", "none"])
                    // The time is what is tried here, not what is waited for.
                    try await ContinuousClock().sleep(for: moment)
                    let isAwake = child.catches(SIGINT)
                    child.send(SIGINT)
                    let exit = try await child.exit(within: .seconds(60))
                    let jobs =
                        FileManager.default.fileExists(atPath: work.database.path) ? try await work.database.jobs() : []
                    let isStored = jobs.count > known
                    known = jobs.count
                    // Until the program's first line has run, a signal does what signals do.
                    #expect(
                        exit == .status(130) || (isStored && exit == .status(0))
                            || (!isAwake && exit == .signal(SIGINT)),
                        comment
                    )
                    #expect(work.remains(of: "sleep 604812").isEmpty, comment)
                    guard isStored, let job = jobs.first else { continue }
                    #expect(job.settledAt != nil, comment)
                    let nodes = try await work.database.nodes(of: job.id)
                    #expect(nodes.allSatisfy { Self.finalStates.contains($0.status) }, comment)
                    #expect(nodes.allSatisfy { $0.status != "CANCELLED" || $0.outcome != nil }, comment)
                }
                #expect(try await work.database.integrity() == "ok")
            }
        }
    }
}
