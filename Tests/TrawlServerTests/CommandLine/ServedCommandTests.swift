import Foundation
import Testing
import TrawlTestKit

@Suite("The command line at a server", .timeLimit(.minutes(5)))
struct ServedCommandTests {
    @Test("A job from its submission to its removal, by commands alone")
    func course() async throws {
        try await ServerAtWork.with(nodes: 3) { server in
            #expect(try await server.trawl("jobs", "--json").output == #"{"jobs":[],"next_cursor":null}"# + "\n")
            let submitted = try await server.trawl("submit", "all", "--profile", "quick", "--name", "first", "--json")
            #expect(submitted.exit == .status(0), "\(submitted.errors)")
            let id = try #require(try object(submitted.output)["job_id"] as? String)
            #expect(try object(submitted.output)["status"] as? String == "PENDING")
            #expect(try await server.trawl("run", "last").exit == .status(0))
            let watched = try await server.trawl("watch", String(id.dropLast(2)), "--progress", "json")
            #expect(watched.exit == .status(0), "\(watched.errors)")
            #expect(watched.output.hasPrefix("SUCCEEDED  \(id)  3 of 3 nodes in "))
            #expect(watched.errors.contains(#""event":"progress""#))

            #expect(try await server.trawl("show", "last").output.contains("name      first\n"))
            let artifact = try await server.trawl("artifacts", "last", "node02", "--get", "who.txt")
            #expect(artifact.output == "\(server.fleet.user)\n", "\(artifact.errors)")
            #expect(try await server.trawl("transcript", "last", "node03").output.contains("\(server.fleet.user)\n"))
            let film = try await server.trawl("transcript", "last", "node03", "--cast").output
            #expect(film.hasPrefix(#"{"version": 2"#) || film.hasPrefix(#"{"version":2"#), "\(film)")
            #expect(try await server.trawl("search", "last", server.fleet.user).output.contains("node01:"))
            #expect(try await server.trawl("search", "last", "nowhere to be found").exit == .status(1))

            let bundle = server.folder.file("all.zip").path
            #expect(try await server.trawl("bundle", "last", "-o", bundle).exit == .status(0))
            #expect(try Data(contentsOf: URL(fileURLWithPath: bundle)).prefix(2) == Data("PK".utf8))
            let again = try await server.trawl("run", "last")
            #expect(again.exit == .status(1))
            #expect(again.errors.contains("is SUCCEEDED"), "\(again.errors)")
            #expect(again.errors.contains("(request req-"), "\(again.errors)")
            #expect(try await server.trawl("retry", "last").errors.contains("nothing is left to retry"))

            #expect(try await server.trawl("rm", "last").exit == .status(64))
            #expect(try await server.trawl("rm", "last", "--yes").output == "deleted \(id)\n")
            #expect(try await server.trawl("show", id).errors.hasPrefix("trawl: there is no job \(id)"))
        }
    }

    @Test("The same JSON with a server and, once it has ended, without one")
    func sameDocuments() async throws {
        try await ServerAtWork.with(nodes: 2) { server in
            _ = try await server.trawl("submit", "all", "--profile", "quick", "--start")
            #expect(try await server.trawl("watch", "last").exit == .status(0))
            let commands = [
                ["jobs", "--json"], ["show", "last", "--json"], ["search", "last", "step", "--json"],
                ["transcript", "last", "node01"], ["transcript", "last", "node01", "--cast"],
                ["transcript", "last", "node01", "--follow"],
            ]
            var served: [String] = []
            for command in commands { served.append(try await server.run(command).output) }
            _ = try await server.stop()
            for (command, before) in zip(commands, served) {
                let after = try await server.run(command)
                #expect(after.exit == .status(0), "\(after.errors)")
                #expect(after.output == before, "\(command)")
            }
        }
    }

    @Test("submit under a key is one job, at a server and without one; without a key it is another")
    func keys() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            func submit(_ name: String, _ more: String...) async throws -> ChildProcess.Result {
                let inventory =
                    server.child.exit == nil ? [] : ["--inventory", server.folder.file("inventory.yaml").path]
                let profile = ["--profile", server.folder.file("profiles/quick.yaml").path]
                let work = server.child.exit == nil ? ["--profile", "quick"] : profile
                return try await server.run(["submit", "all", "--name", name, "--json"] + work + inventory + more)
            }
            for key in ["one", "two"] {
                let first = try await submit("a", "--idempotency-key", key)
                #expect(first.exit == .status(0), "\(first.errors)")
                #expect(try await submit("a", "--idempotency-key", key).output == first.output)
                let other = try await submit("b", "--idempotency-key", key)
                #expect(other.exit == .status(1))
                #expect(other.errors.contains("came before with another request"), "\(other.errors)")
                #expect(try await submit("a").output != first.output)
                #expect(try await submit("a", "--idempotency-key", "a b").exit == .status(64))
                if key == "one" { _ = try await server.stop() }
            }
            #expect(try await server.trawl("jobs").output.split(separator: "\n").count == 5)
        }
    }

    @Test("A cancel from another terminal: the verdicts, the watcher's end, and a second one refused")
    func cancelled() async throws {
        try await ServerAtWork.with(nodes: 3) { server in
            #expect(try await server.trawl("submit", "all", "--profile", "long", "--start").exit == .status(0))
            async let watched = server.trawl("watch", "last", "--progress", "plain")
            try await server.runs("sleep 4711", on: 3)
            let one = try await server.trawl("cancel", "last", "--node", "node02")
            #expect(one.output.contains("node02 of job "), "\(one.errors)")
            let cancel = try await server.trawl("cancel", "last")
            #expect(cancel.exit == .status(0), "\(cancel.errors)")
            #expect(cancel.output.hasPrefix("CANCELLED  "))
            #expect(cancel.output.contains("terminated   node"))
            #expect(server.fleet.remoteProcesses(matching: "sleep 4711").isEmpty)
            let end = try await watched
            #expect(end.exit == .status(4), "\(end.errors)")
            #expect(end.output.hasPrefix("CANCELLED  "))
            let late = try await server.trawl("cancel", "last")
            #expect(late.exit == .status(1))
            #expect(late.errors.contains("is CANCELLED already"), "\(late.errors)")
        }
    }

    @Test("Ctrl-C in watch leaves the job running, and says so")
    func lookedAway() async throws {
        try await ServerAtWork.with(nodes: 2) { server in
            _ = try await server.trawl("submit", "all", "--profile", "long", "--start")
            try await server.runs("sleep 4711", on: 2)
            let watch = try server.start(["watch", "last", "--progress", "json"])
            try await watch.sees(#""event":"progress""#, on: .errors)
            watch.send(SIGINT)
            let done = try await watch.result()
            #expect(done.exit == .status(130))
            #expect(done.errors.contains("goes on"))
            #expect(server.fleet.remoteProcesses(matching: "sleep 4711").count >= 2)
            #expect(try await server.trawl("cancel", "last", "--quiet").exit == .status(0))
        }
    }

    @Test("A transcript is followed to its node's end, as text and as film, over the server")
    func followed() async throws {
        try await ServerAtWork.with(nodes: 2) { server in
            _ = try await server.trawl("submit", "all", "--profile", "long", "--start")
            try await server.runs("sleep 4711", on: 2)
            let text = try server.start(["transcript", "last", "node01", "--follow"])
            let film = try server.start(["transcript", "last", "node02", "--follow", "--cast"])
            try await text.sees("$ sleep 4711")
            try await film.sees("sleep 4711")
            #expect(try await server.trawl("cancel", "last", "--quiet").exit == .status(0))
            let (shown, played) = (try await text.result(), try await film.result())
            #expect(shown.exit == .status(0), "\(shown.errors)")
            #expect(shown.output == (try await server.trawl("transcript", "last", "node01").output))
            #expect(played.output == (try await server.trawl("transcript", "last", "node02", "--cast").output))
        }
    }

    @Test("A server is named by TRAWL_URL and TRAWL_TOKEN, and what it refuses is one sentence")
    func named() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let viewer = try await server.token("eve", "viewer")
            let there = ["TRAWL_URL": server.url + "/", "TRAWL_TOKEN": viewer, "TRAWL_DATA_DIR": "/nonexistent"]
            #expect(try await server.run(["jobs"], there).errors == "trawl: there is no job yet\n")
            let refused = try await server.run(["submit", "all", "--profile", "quick"], there)
            #expect(refused.exit == .status(78))
            #expect(refused.errors.contains("(request req-"))
            #expect(refused.errors.split(separator: "\n").count == 1)
            let wrong = try await server.run(["jobs"], there.merging(["TRAWL_TOKEN": "nonsense"]) { $1 })
            #expect(wrong.exit == .status(78))
            #expect(wrong.errors.contains("trawl token create"))
            let unknown = try await server.trawl("submit", "all", "--profile", "quik")
            #expect(unknown.exit == .status(64))
            #expect(unknown.errors.contains(#"did you mean "quick"?"#))
            let nobody = try await server.run(["jobs"], there.merging(["TRAWL_URL": "http://127.0.0.1:1"]) { $1 })
            #expect(nobody.exit == .status(1))
            #expect(nobody.errors == "trawl: no answer from http://127.0.0.1:1: connection refused\n")
        }
    }

    @Test("A watch outlives a server's restart and misses nothing")
    func restarted() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 2)
                let first = try await ServerAtWork.start(folder, fleet)
                _ = try await first.trawl("submit", "all", "--profile", "long", "--start")
                try await first.runs("sleep 4711", on: 2)
                let watch = try first.start(["watch", "last", "--progress", "plain"])
                try await watch.sees("0/2", on: .errors)
                _ = try await first.stop()
                try await watch.sees("trying again", on: .errors)
                let port = try #require(first.url.split(separator: ":").last)
                let second = try await ServerAtWork.start(folder, fleet, ["--port", String(port)])
                try await watch.sees("The job is heard of again.", on: .errors)
                try await second.runs("sleep 4711", on: 2)
                #expect(try await second.trawl("cancel", "last", "--quiet").exit == .status(0))
                let done = try await watch.result()
                #expect(done.exit == .status(4), "\(done.errors)")
                #expect(done.output.contains("node[01-02]"), "\(done.output)")
                _ = try await second.stop()
            }
        }
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
