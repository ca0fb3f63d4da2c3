import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("The commands about jobs, in a data directory that no server has")
    struct UnservedCommandTests {
        @Test("submit, run, retry, rm and prune")
        func course() async throws {
            try await TrawlAtWork.with(nodes: 2) { work in
                let inventory = work.folder.file("inventory.yaml").path
                let flag = work.folder.file("flag").path
                let submitted = try await work.run(
                    "submit",
                    "all",
                    "--inventory",
                    inventory,
                    "--command",
                    "test -e '\(flag)'"
                )
                #expect(submitted.exit == .status(0), "\(submitted.errors)")
                #expect(submitted.output.contains(" is PENDING: 2 nodes; `trawl run "))
                let started = try await work.run("submit", "all", "--command", "true", "--start")
                #expect(started.exit == .status(64))
                #expect(started.errors.contains("trawl serve"))

                let failed = try await work.run("run", "last")
                #expect(failed.exit == .status(4), "\(failed.errors)")
                #expect(failed.output.contains("STEP_FAILED"))
                #expect(try await work.run("run", "last").errors.contains("retry it"))
                #expect(try await work.run("watch", "last").exit == .status(4))
                try work.folder.write("", to: "flag")
                let retried = try await work.run("retry", "last", "--json")
                #expect(retried.exit == .status(0), "\(retried.errors)")
                #expect(retried.output.contains(#""retry_of":"01"#))

                #expect(try await work.run("cancel", "last").errors.contains("is SUCCEEDED already"))
                #expect(try await work.run("prune", "--keep", "1", "--dry-run").output.contains("FAILED"))
                #expect(try await work.run("prune", "--keep", "1", "--yes").output.hasPrefix("deleted "))
                let folders = work.data.appending(path: "jobs").path
                #expect(try FileManager.default.contentsOfDirectory(atPath: folders).count == 1)
                #expect(try await work.run("rm", "last", "--yes").exit == .status(0))
                #expect(try await work.run("jobs", "--json").output == #"{"jobs":[],"next_cursor":null}"# + "\n")
            }
        }

        @Test("cancel tells the collect that runs the job, as its Ctrl-C would", .timeLimit(.minutes(2)))
        func cancelled() async throws {
            try await TrawlAtWork.with(nodes: 2) { work in
                let collect = try work.collect("all", ["--command", "sleep 604811"])
                try await work.runs("sleep 604811", on: 2)
                let watch = try work.start(["watch", "last", "--progress", "none"])
                let cancel = try await work.run("cancel", "last")
                #expect(cancel.exit == .status(0), "\(cancel.errors)")
                #expect(cancel.output.contains("2 terminated   node[01-02]"), "\(cancel.output)")
                #expect(try await collect.result().exit == .status(130))
                #expect(try await watch.result().exit == .status(4))
                #expect(work.remains(of: "sleep 604811").isEmpty)
            }
        }

        @Test("A job whose process is gone is cancelled by the command itself")
        func abandoned() async throws {
            try await TrawlAtWork.with(nodes: 2) { work in
                let inventory = work.folder.file("inventory.yaml").path
                _ = try await work.run("submit", "all", "--inventory", inventory, "--command", "true")
                let cancel = try await work.run("cancel", "last")
                #expect(cancel.exit == .status(0), "\(cancel.errors)")
                #expect(cancel.output.hasPrefix("CANCELLED  "))
                #expect(cancel.output.contains("2 never started"))
            }
        }

        @Test("A bundle is there once it is whole, and one of its name stays until then")
        func bundle() async throws {
            try await TrawlAtWork.with(nodes: 1) { work in
                _ = try await work.collect("all", ["--command", "echo packed"]).result()
                let path = work.folder.file("all.tar.gz").path
                try work.folder.write("older", to: "all.tar.gz")
                #expect(try await work.run("bundle", "01ZZ", "-o", path).exit == .status(1))
                #expect(try String(contentsOfFile: path, encoding: .utf8) == "older")
                #expect(try await work.run("bundle", "last", "-o", path).exit == .status(0))
                let listed = try await ChildProcess.run("/usr/bin/tar", ["tzf", path])
                #expect(listed.output.contains("/nodes/node01/transcript.cast"), "\(listed.errors)")
                let names = try FileManager.default.contentsOfDirectory(atPath: work.folder.path)
                #expect(!names.contains { $0.contains(".part-") })
                let through = try await work.run("bundle", "last", "-o", work.folder.file("no/such/place.zip").path)
                #expect(through.exit == .status(1))
                #expect(through.errors.contains("No such file or directory"))
            }
        }
    }
}
