import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("The command line, against real nodes")
    struct CommandLineTests {
        @Test("What came back can be looked at by every command")
        func lookedAt() async throws {
            try await TrawlAtWork.with { work in
                let done = try await work.collect("all", ["--command", "echo seen; exit 0", "--name", "first"]).result()
                #expect(done.exit == .status(0), "\(done.errors)")
                #expect(done.output.hasPrefix("SUCCEEDED  "))
                #expect(done.output.contains("  6 of 6 nodes in "))
                #expect(try await work.run("jobs").output.contains("SUCCEEDED"))
                #expect(try await work.run("show", "last").output.contains("name      first\n"))
                #expect(try await work.run("transcript", "last", "node03").output.contains("\nseen\n"))
                let artifacts = try await work.run("artifacts", "last", "node03").output
                // printf 'seen\n' | sha256sum
                #expect(
                    artifacts.contains("47a8dea66db04a6f2a18b6e27ef53a56f2122c0733e67f3908f1485fe1d4547f"),
                    "\(artifacts)"
                )
                #expect(artifacts.contains("/node03/artifacts/command-1.txt"))
                let missing = try await work.run("transcript", "last", "node3")
                #expect(missing.exit == .status(1))
                #expect(missing.errors.hasSuffix(#"has no node "node3"; did you mean "node03"?"# + "\n"))
            }
        }

        @Test("The exit status tells PARTIAL and FAILED apart, and --json is one Job")
        func statuses() async throws {
            try await TrawlAtWork.with { work in
                let half = #"case $SSH_CONNECTION in *" 127.0.1.1 "*) ;; *) exit 7 ;; esac"#
                let partial = try await work.collect("node[01-02]", ["--command", half, "--json"]).result()
                #expect(partial.exit == .status(3))
                let job = try #require(
                    try JSONSerialization.jsonObject(with: Data(partial.output.utf8)) as? [String: Any]
                )
                #expect(job["status"] as? String == "PARTIAL")
                #expect(job["settled"] as? Bool == true)
                let failed = try await work.collect("node02", ["--command", half, "--quiet"]).result()
                #expect(failed.exit == .status(4))
                #expect(failed.output.isEmpty)
                #expect(failed.errors.isEmpty)
            }
        }

        @Test("On a terminal: the view, Enter, ^C, the verdicts, and the terminal as it was", .timeLimit(.minutes(2)))
        func terminal() async throws {
            try await TrawlAtWork.with { work in
                let child = try work.collect("all", ["--command", "sleep 604800"], terminal: ChildTerminal())
                try await child.sees("Enter: all running   ^C: cancel and wait for verdicts")
                try await child.sees("collecting 0/1   sleep 604800")
                child.type("\n")
                try await child.sees("6 nodes running")
                child.type("\u{3}")
                try await child.sees("Cancelling 6 nodes (again: hang up now, remote work dies by its tether)")
                let done = try await child.result()
                #expect(done.exit == .status(130))
                #expect(done.output.contains("6 terminated   node[01-06]   ended by TERM, seen gone"))
                #expect(!done.output.contains("^C\r\n"), "the terminal echoed what was typed")
                #expect(work.fleet.remoteProcesses(matching: "sleep 604800").isEmpty)
            }
        }

        @Test(
            "The second interrupt ends it at once, and the tether ends what runs on the nodes",
            .timeLimit(.minutes(2))
        )
        func hangUp() async throws {
            try await TrawlAtWork.with { work in
                let child = try work.collect(
                    "node[01-02]",
                    ["--command", "trap '' TERM; sleep 604801 & wait; wait", "--progress", "json"]
                )
                try await child.sees(#""running":2"#, on: .errors)
                try await eventually("both commands run") {
                    work.fleet.remoteProcesses(matching: "sleep 604801").count >= 2
                }
                child.send(SIGINT)
                try await child.sees("Cancelling 2 nodes", on: .errors)
                child.send(SIGTERM)
                let done = try await child.result(within: .seconds(10))
                #expect(done.exit == .status(130))
                #expect(done.output.contains("2 unverified   node[01-02]"))
                try await eventually("nothing is left") { work.fleet.remoteProcesses(matching: "sleep 604801").isEmpty }
            }
        }

        @Test("A wrong command line is told with the fix, and nothing is stored")
        func wrong() async throws {
            try await TrawlAtWork.with { work in
                let usage = try await work.run("collect", "node01", "--command", "x", "--deadline", "10")
                #expect(usage.exit == .status(64))
                #expect(usage.errors.hasPrefix("trawl: "))
                #expect(usage.errors.contains("write 10s for seconds"))
                let unknown = try await work.collect("node07", ["--command", "x"]).result()
                #expect(unknown.exit == .status(78))
                #expect(unknown.errors.contains("node07"))
                #expect(try await work.run("jobs", "--json").output == #"{"jobs":[],"next_cursor":null}"# + "\n")
            }
        }

        @Test("doctor says what it looked at")
        func doctor() async throws {
            try await TrawlAtWork.with { work in
                let done = try await work.run("doctor")
                #expect(done.exit == .status(0), "\(done.output)")
                #expect(done.output.contains("libssh2"))
                #expect(done.output.contains("data directory"))
                let denied = try await work.run("doctor", "--data-dir", "/proc/trawl")
                #expect(denied.exit == .status(78))
                #expect(denied.output.contains("failure"))
            }
        }
    }
}
