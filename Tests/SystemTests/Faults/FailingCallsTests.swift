import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    /// Makes the n-th write, sync, rename, open or truncation under the data directory fail, for many n.
    @Suite("Calls that fail under collect")
    struct FailingCallsTests {
        /// What every node prints.
        private static let command = "seq 1 20000"
        private static let bytes = 108_894

        private struct Sample {
            let calls: FailingCalls.Calls
            let number: Int
            let fault: FailingCalls.Fault
            let isSticky: Bool

            var text: String {
                "TRAWL_SEED=\(TortureSize.seed): \(calls) \(number) \(fault.rawValue)\(isSticky ? " from then on" : "")"
            }
        }

        @Test("No success that is none, nothing lost that was told, no crash and no hang", .timeLimit(.minutes(30)))
        func collect() async throws {
            let count = TortureSize.rounds("TRAWL_FAULTS", usual: 16, torture: 300)
            try await TrawlAtWork.with(nodes: 3) { work in
                let faults = try await FailingCalls(in: work.folder)
                var numbers = SeededNumbers(seed: TortureSize.seed)
                var totals: [FailingCalls.Calls: Int] = [:]
                for calls in FailingCalls.Calls.allCases {
                    totals[calls] = try await sites(of: calls, work, faults)
                    #expect(totals[calls] ?? 0 > 0, "no call counts as \(calls)")
                }
                var met = 0
                for round in 0..<count {
                    let calls = FailingCalls.Calls.allCases[round % FailingCalls.Calls.allCases.count]
                    let sample = Sample(
                        calls: calls,
                        number: Int.random(in: 1...max(1, totals[calls] ?? 1), using: &numbers),
                        fault: Bool.random(using: &numbers) ? .failedMedium : .noRoom,
                        isSticky: Bool.random(using: &numbers)
                    )
                    if try await isMet(sample, work, faults, round) { met += 1 }
                }
                print("failing calls: \(met) of \(count) samples met, sites \(totals), TRAWL_SEED=\(TortureSize.seed)")
                #expect(met > count / 2)
            }
        }

        /// How many calls a run makes in which nothing fails.
        private func sites(
            of calls: FailingCalls.Calls,
            _ work: TrawlAtWork,
            _ faults: FailingCalls
        ) async throws -> Int {
            let data = work.folder.file("whole-\(calls)")
            let done = try await collect(into: data, work, faults.environment(below: data, calls, 0, .failedMedium))
            #expect(done.exit == .status(0), "\(done.errors)")
            return faults.count
        }

        private func collect(
            into data: URL,
            _ work: TrawlAtWork,
            _ variables: [String: String]
        ) async throws -> ChildProcess.Result {
            try await work.start(
                ["collect", "all", "--inventory", work.folder.file("inventory.yaml").path, "--command", Self.command]
                    + ["--data-dir", data.path, "--progress", "none", "--json"],
                variables: variables
            ).result(within: .seconds(60))
        }

        private func isMet(
            _ sample: Sample,
            _ work: TrawlAtWork,
            _ faults: FailingCalls,
            _ round: Int
        ) async throws -> Bool {
            let story = Comment(rawValue: sample.text)
            let data = work.folder.file("data-\(round)")
            let done = try await collect(
                into: data,
                work,
                faults.environment(
                    below: data,
                    sample.calls,
                    sample.number,
                    sample.fault,
                    isSticky: sample.isSticky
                )
            )
            let isMet = faults.failed != nil
            let said = Comment(rawValue: "\(sample.text): \(faults.failed ?? "not met"): \(done.exit) \(done.errors)")
            #expect(
                [.status(0), .status(1), .status(3), .status(4), .status(78)].contains(done.exit),
                "\(said)"
            )
            if ![.status(0), .status(3), .status(4)].contains(done.exit) {
                #expect(done.errors.contains("trawl: "), said)
            }
            let told = try? JSONDecoder().decode(Told.self, from: Data(done.output.utf8))
            if done.exit == .status(0) { #expect(told?.status == "SUCCEEDED", said) }

            // What comes after finds everything in order, and what was told still true.
            let next = try await collect(into: data, work, [:])
            #expect(next.exit == .status(0), "\(said); then \(next.errors)")
            let database = StoredJobs(path: data.appending(path: "trawl.sqlite").path)
            #expect(try await database.integrity() == "ok", story)
            for job in try await database.jobs() {
                #expect(job.settledAt != nil, said)
                let moves = try await database.audit(of: job.id)
                #expect(moves.map(\.previous) == [nil] + moves.dropLast().map(\.new), said)
                for node in try await database.nodes(of: job.id) where node.status == "SUCCEEDED" {
                    try checkWhole(data.appending(path: "jobs/\(job.id)/\(node.name)"), said)
                }
            }
            if let told {
                let stored = try await database.jobs().first { $0.id == told.jobID }
                #expect(stored?.status == told.status, said)
            }
            #expect(work.fleet.remoteProcesses(matching: Self.command).isEmpty, said)
            try? FileManager.default.removeItem(at: data)
            return isMet
        }

        private func checkWhole(_ folder: URL, _ said: Comment) throws {
            let manifest = try? StoredManifest(in: folder)
            #expect(manifest?.outcome == "succeeded", said)
            #expect(manifest?.artifacts.count == 1, said)
            for artifact in manifest?.artifacts ?? [] {
                let file = try? Data(contentsOf: folder.appending(path: artifact.path))
                #expect(file?.count == Self.bytes && artifact.size == Self.bytes && !artifact.partial, said)
            }
        }

        private struct Told: Decodable {
            let jobID: String
            let status: String

            enum CodingKeys: String, CodingKey {
                case status
                case jobID = "job_id"
            }
        }
    }
}
