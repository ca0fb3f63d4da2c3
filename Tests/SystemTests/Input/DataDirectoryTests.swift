import Foundation
import Glibc
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("A data directory that cannot be used, and a name that nobody knows")
    struct DataDirectoryTests {
        @Test("A second process is told of the first, and the first goes on", .timeLimit(.minutes(2)))
        func two() async throws {
            try await TrawlAtWork.with { work in
                let first = try work.collect("node01", ["--command", "sleep 604830", "--progress", "none"])
                try await work.runs("sleep 604830", on: 1)
                let second = try await work.collect("node02", ["--command", "true", "--progress", "none"]).result()
                #expect(second.exit == .status(78), "\(second.errors)")
                #expect(second.errors.contains("\(first.pid)"), "\(second.errors)")
                #expect(second.errors.contains(work.data.path), "\(second.errors)")
                // To look is free.
                let jobs = try await work.run("jobs").output
                #expect(jobs.contains("RUNNING") && !jobs.contains("interrupted"), "\(jobs)")
                first.send(SIGINT)
                #expect(try await first.exit() == .status(130))
                #expect(try await work.database.jobs().count == 1)
            }
        }

        @Test("A host name without an address is that node's failure")
        func unknownHost() async throws {
            try await TrawlAtWork.with(nodes: 1) { _ in
                ["  nowhere: {address: no-such-host.invalid}"]
            } _: { work in
                let done = try await work.collect("all", ["--command", "true", "--progress", "none"]).result()
                #expect(done.exit == .status(3), "\(done.errors)")
                let nodes = try await work.database.nodes(of: work.database.newestJob().id)
                #expect(nodes.map(\.status) == ["SUCCEEDED", "FAILED"])
                #expect(nodes.last?.failureCode == "RESOLVE_FAILED")
                #expect(nodes.last?.failureMessage?.contains("no-such-host.invalid has no address") == true)
            }
        }

        @Test(
            "A full one is said, before a job and in the midst of one; with room again, all is well",
            .enabled(if: geteuid() == 0, "only root can mount a small disk"),
            .timeLimit(.minutes(2)),
            arguments: ["64k", "1m"]
        )
        func full(_ size: String) async throws {
            try await TrawlAtWork.with(nodes: 1) { work in
                try FileManager.default.createDirectory(at: work.data, withIntermediateDirectories: true)
                let mounted = try await ChildProcess.run(
                    "mount",
                    ["-t", "tmpfs", "-o", "size=\(size),mode=700", "tmpfs", work.data.path]
                )
                guard mounted.isSuccess else {
                    withKnownIssue("root, and still no right to mount", isIntermittent: true) {
                        Issue.record("\(mounted.errors)")
                    }
                    return
                }
                do {
                    try await fill(work)
                } catch {
                    _ = try await ChildProcess.run("umount", ["-l", work.data.path])
                    throw error
                }
                #expect(
                    try await ChildProcess.run("umount", [work.data.path]).isSuccess,
                    "something is still open in it"
                )
            }
        }

        private func fill(_ work: TrawlAtWork) async throws {
            let much = ["--command", "head -c 3000000 /dev/zero", "--progress", "none"]
            let full = try await work.collect("node01", much).result()
            #expect(full.exit == .status(1) || full.exit == .status(4), "\(full.exit) \(full.errors)")
            #expect((full.errors + full.output).contains("room") || full.output.contains("STORAGE_FAILED"), "\(full)")
            #expect(work.fleet.remoteProcesses(matching: "head -c 3000000").isEmpty)
            if full.exit == .status(1), full.errors.contains("could not be stored") {
                #expect(try await work.run("jobs").output.contains("RUNNING (interrupted)"))
            }

            let room = try await ChildProcess.run("mount", ["-o", "remount,size=32m", work.data.path])
            #expect(room.isSuccess, "\(room.errors)")
            let again = try await work.collect("node01", much).result()
            #expect(again.exit == .status(0), "\(again.errors)")
            let jobs = try await work.database.jobs()
            #expect(jobs.allSatisfy { $0.status != "RUNNING" && $0.settledAt != nil }, "\(jobs)")
            #expect(try await work.database.integrity() == "ok")
        }
    }
}
