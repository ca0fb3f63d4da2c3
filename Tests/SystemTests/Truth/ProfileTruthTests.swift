import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("What a profile says is what happens on the nodes")
    struct ProfileTruthTests {
        @Test("Parameters arrive as they were given, and secrets never arrive on our disk")
        func parametersAndSecrets() async throws {
            try await TrawlAtWork.with(nodes: 2) { work in
                let token = (0..<12).map { _ in String(UInt8.random(in: 16...255), radix: 16) }.joined()
                let secrets = try work.folder.write("db_password=\(token)\nharmless=1\n", to: "app conf's.ini")
                let profile = try work.folder.write(
                    """
                    name: app
                    redact: all
                    parameters:
                      path: {description: The file}
                      times: {type: integer, default: 2}
                    steps:
                      - name: conf
                        run: |
                          i=0
                          while [ "$i" -lt "$times" ]; do cat "$path"; i=$((i + 1)); done
                          tail -c 20 "$path" >&2
                    """,
                    to: "app.yaml"
                )
                let options = ["--profile", profile.path, "--progress", "none"]
                let missing = try await work.collect("all", options).result()
                #expect(missing.exit == .status(64), "\(missing.errors)")
                #expect(missing.errors.contains("--set path=VALUE"))
                let wrong = try await work.collect("all", options + ["--set", "path=x", "--set", "times=many"]).result()
                #expect(wrong.exit == .status(64) && wrong.errors.contains("it is not a whole number"))

                let done = try await work.collect("all", options + ["--set", "path=\(secrets.path)"]).result()
                #expect(done.exit == .status(0), "\(done.errors)")
                let job = try await work.database.newestJob().id
                let folder = work.data.appending(path: "jobs/\(job)/node01")
                let kept = try String(contentsOf: folder.appending(path: "artifacts/conf.txt"), encoding: .utf8)
                let once = "db_password=[redacted:password]\nharmless=1\n"
                #expect(kept == once + once)
                let manifest = try String(contentsOf: folder.appending(path: "manifest.json"), encoding: .utf8)
                #expect(manifest.contains("\"kind\": \"password\",\n      \"count\": 2"))
                let found = try await ChildProcess.run("grep", ["-rlaF", token, work.data.path])
                #expect(found.output.isEmpty, "\(found.output)")
            }
        }
    }
}
