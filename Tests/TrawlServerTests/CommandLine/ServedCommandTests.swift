import Foundation
import Testing
import TrawlTestKit

@Suite("The command line at a server", .timeLimit(.minutes(5)))
struct ServedCommandTests {
    @Test("A job from its submission to its removal, by commands alone")
    func course() async throws {
        try await ServerAtWork.with(nodes: 3) { server in
            #expect(try await server.trawl("jobs", "--json").output == #"{"jobs":[],"next_cursor":null}"# + "\n")
            let submitted = try await server.trawl(
                "submit",
                "all",
                "--profile",
                "quick",
                "--name",
                "first",
                "--json",
                "--max-failures",
                "50%"
            )
            #expect(submitted.exit == .status(0), "\(submitted.errors)")
            let id = try #require(try object(submitted.output)["job_id"] as? String)
            let options = try object(submitted.output)["options"] as? [String: Any]
            #expect(options?["max_failures"] as? Int == 2)
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
            let bundle = server.folder.file("logs.tar.gz").path
            let commands = [
                ["jobs", "--json"], ["show", "last", "--json"], ["search", "last", "step", "--json"],
                ["jobs"], ["jobs", "--status", "FAILED", "--json"], ["search", "last", "step"],
                ["transcript", "last", "node01"], ["transcript", "last", "node01", "--cast"],
                ["transcript", "last", "node01", "--follow"], ["transcript", "last", "node01", "--follow", "--cast"],
                ["artifacts", "last", "--json"], ["artifacts", "last", "node01", "--json"],
                ["artifacts", "last", "node01", "--get", "who.txt"],
                ["artifacts", "last", "--group", "who.txt", "--json"],
                ["prune", "--keep", "0", "--dry-run"], ["watch", "last", "--json", "--quiet"],
                ["bundle", "last", "--format", "tar.gz", "-o", "-"], ["bundle", "last", "--format", "zip", "-o", "-"],
                ["bundle", "last", "-o", bundle, "--format", "tar.gz"], ["verify", bundle, "--json"],
                ["verify", "last", "--json"], ["cancel", "last", "--json"], ["run", "last", "--json"],
            ]
            var served: [ChildProcess.Result] = []
            for command in commands { served.append(try await server.run(command)) }
            _ = try await server.token("alice", "operator")
            let tokens = try await server.trawl("token", "list", "--json").output
            _ = try await server.stop()
            for (command, before) in zip(commands, served) {
                let after = try await server.run(command)
                #expect(after.exit == before.exit, "\(command): \(after.errors)")
                #expect(after.output == before.output, "\(command)")
            }
            #expect(try listed(tokens) == listed(try await server.trawl("token", "list", "--json").output))
        }
    }

    @Test("submit --dry-run shows what the server would do, and stores nothing")
    func dryRun() async throws {
        try await ServerAtWork.with(nodes: 3) { server in
            let shown = try await server.trawl("submit", "node[01-02]", "node03", "--profile", "quick", "--dry-run")
            #expect(shown.output.hasPrefix("3 nodes: node[01-03]\n"), "\(shown.errors)")
            #expect(shown.output.contains("id -un"))
            let unknown = try await server.trawl("submit", "all", "--profile", "qick", "--dry-run")
            #expect(unknown.exit != .status(0))
            #expect(unknown.errors.contains("qick"))
            #expect(try await server.trawl("submit", "all", "--profile", "quick", "--quiet").output == "")
            #expect(try await server.trawl("jobs").output.split(separator: "\n").count == 2)
        }
    }

    @Test("Nodes are grouped by what is in a file, and the others' is held against the largest group's")
    func compared() async throws {
        try await ServerAtWork.with(nodes: 4) { server in
            // The nodes' addresses are 127.0.1.1 and so on: the third one says something else, the last one nothing.
            let step = """
                name: odd
                steps:
                  - name: motd
                    run: 'case "$SSH_CONNECTION" in *" 127.0.1.3 "*) echo changed;; *) echo same;; esac; echo end'
                    artifact: etc/motd
                  - name: more
                    optional: true
                    run: 'case "$SSH_CONNECTION" in *" 127.0.1.4 "*) exit 1;; esac; echo more'

                """
            try server.folder.write(step, to: "profiles/odd.yaml")
            _ = try await server.trawl("submit", "all", "--profile", "odd", "--start")
            #expect(try await server.trawl("watch", "last").exit == .status(0))
            var served: [String] = []
            let commands = [
                ["artifacts", "last", "--group", "motd"], ["artifacts", "last", "--group", "etc/motd", "--json"],
                ["artifacts", "last", "--diff", "motd"], ["artifacts", "last", "--diff", "motd", "--json"],
            ]
            for command in commands { served.append(try await server.run(command).output) }
            let rows = served[0].split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(rows.dropFirst().map { $0.first } == ["3", "1"], "\(served[0])")
            #expect(rows.dropFirst().map { $0.last } == ["node[01-02,04]", "node03"])
            let groups = try #require(try object(served[1])["groups"] as? [[String: Any]])
            #expect(groups.map { $0["count"] as? Int } == [3, 1])
            #expect(
                served[2] == """
                    --- node[01-02,04]: artifacts/etc/motd
                    +++ node03: artifacts/etc/motd
                    @@ -1,2 +1,2 @@
                    -same
                    +changed
                     end

                    """
            )
            let compared = try #require(try object(served[3])["groups"] as? [[String: Any]])
            #expect(compared.map { $0["diff"] as? String } == [nil, served[2]])
            #expect(try await server.run(commands[2]).exit == .status(1))
            let bare = try await server.run(commands[2], ["PATH": "/nonexistent"])
            #expect(bare.exit == .status(1))
            #expect(bare.errors.contains("install diffutils"), "\(bare.errors)")
            let unknown = try await server.trawl("artifacts", "last", "--group", "passwd")
            #expect(unknown.errors.contains("no node of job"))
            #expect(try await server.trawl("artifacts", "last", "node01", "--diff", "motd").exit == .status(64))
            _ = try await server.stop()
            for (command, before) in zip(commands, served) {
                #expect(try await server.run(command).output == before, "\(command)")
            }
            let verified = try await server.trawl("verify", "last")
            #expect(verified.exit == .status(0), "\(verified.errors)")
            #expect(verified.output.hasPrefix("ok: "))
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

    @Test("TLS: an authority of one's own is trusted where TRAWL_CA says so; else the sentence says what to do")
    func tls() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 1)
                let (certificate, key) = (folder.file("cert.pem").path, folder.file("key.pem").path)
                let made = try await ChildProcess.run(
                    "openssl",
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2",
                        "-keyout", key, "-out", certificate, "-subj", "/CN=trawl.test", "-addext",
                        "subjectAltName=IP:127.0.0.1",
                    ]
                )
                try #require(made.isSuccess, "\(made.errors)")
                let server = try await ServerAtWork.start(
                    folder,
                    fleet,
                    ["--tls-certificate", certificate, "--tls-key", key]
                )
                #expect(server.url.hasPrefix("https://127.0.0.1:"))
                let trusted = try await server.run(["jobs", "--json"], ["TRAWL_CA": certificate])
                #expect(trusted.exit == .status(0), "\(trusted.errors)")
                let unknown = try await server.trawl("jobs")
                #expect(unknown.exit == .status(1))
                #expect(
                    unknown.errors == "trawl: no answer from \(server.url): nobody who is trusted here vouches for its "
                        + "certificate; TRAWL_CA names a file with its authority's\n"
                )
                _ = try await server.stop()
            }
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
            for words in [["create", "mallory"], ["list"], ["revoke", "tok-000000000000"]] {
                let elsewhere = try await server.run(["token"] + words, there)
                #expect(elsewhere.exit == .status(78), "\(elsewhere.errors)")
                #expect(elsewhere.errors.contains("Your role does not allow you to"), "\(elsewhere.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: "/nonexistent"))
            let nobody = try await server.run(["jobs"], there.merging(["TRAWL_URL": "http://127.0.0.1:1"]) { $1 })
            #expect(nobody.exit == .status(1))
            #expect(nobody.errors == "trawl: no answer from http://127.0.0.1:1: connection refused\n")
        }
    }

    @Test("Tokens are made, listed and revoked from elsewhere as they are beside the server")
    func tokensFromElsewhere() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let there = ["TRAWL_URL": server.url, "TRAWL_TOKEN": server.admin, "TRAWL_DATA_DIR": "/nonexistent"]
            let made = try await server.run(["token", "create", "alice", "--role", "viewer"], there)
            #expect(made.exit == .status(0), "\(made.errors)")
            let secret = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(try await server.ask("GET", "/jobs", token: secret).status == 200)
            let id = try #require(made.errors.split(separator: " ").dropFirst().first.map(String.init))
            #expect(made.errors == "trawl: \(id) lets alice in as viewer of default; it is not shown again\n")
            for words in [["token", "list"], ["token", "list", "--all", "--json"]] {
                let here = try await server.run(words)
                let elsewhere = try await server.run(words, there)
                #expect(elsewhere.output == here.output, "\(elsewhere.errors)")
                #expect(here.output.contains(id) && !here.output.contains(secret))
            }
            let created = try await server.run(["token", "create", "bob", "--expires", "1h", "--json"], there)
            let beside = try await server.run(["token", "create", "bob", "--expires", "1h", "--json"])
            #expect(Set(try object(created.output).keys) == Set(try object(beside.output).keys))
            let gone = try await server.run(["token", "revoke", id], there)
            #expect(gone.errors == "trawl: \(id) of alice lets nobody in any more\n")
            #expect(try await server.ask("GET", "/jobs", token: secret).status == 401)
            let missing = try await server.run(["token", "revoke", "tok-000000000000"], there)
            #expect(missing.exit == .status(1) && missing.errors.contains("there is no token"), "\(missing.errors)")
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

    /// What a list of tokens says, but for when each was used last.
    private func listed(_ text: String) throws -> [NSDictionary] {
        let tokens = try #require(try object(text)["tokens"] as? [[String: Any]])
        return tokens.map { token in token.filter { $0.key != "last_used_at" } as NSDictionary }
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
