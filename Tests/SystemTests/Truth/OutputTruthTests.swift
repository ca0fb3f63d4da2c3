import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("Success is the truth, and what is kept is what came")
    struct OutputTruthTests {
        /// A profile's steps, and what must come of them.
        struct Case: Sendable, CustomTestStringConvertible {
            let what: String
            let steps: String
            let exit: Int32
            let code: String?

            var testDescription: String { what }
        }

        @Test("Only a node whose steps ended well has SUCCEEDED")
        func ends() async throws {
            try await TrawlAtWork.with(nodes: 1) { work in
                for (number, wanted) in Self.cases.enumerated() {
                    let file = try work.folder.write(
                        "name: case\(number)\nsteps:\n\(wanted.steps)",
                        to: "case\(number).yaml"
                    )
                    let done = try await work.collect("all", ["--profile", file.path, "--progress", "none"]).result()
                    #expect(done.exit == .status(wanted.exit), "\(wanted.what): \(done.errors) \(done.output)")
                    let node = try #require(try await work.database.nodes(of: work.database.newestJob().id).first)
                    #expect(node.status == (wanted.exit == 0 ? "SUCCEEDED" : "FAILED"), "\(wanted.what)")
                    #expect(node.failureCode == wanted.code, "\(wanted.what): \(node)")
                    #expect(work.remains(of: "sleep 604840").isEmpty, "\(wanted.what)")
                }
            }
        }

        @Test("sha256sum agrees with the manifest, and asciinema plays every transcript")
        func oracles() async throws {
            try await TrawlAtWork.with(nodes: 3) { work in
                let commands = [
                    "printf 'one\\ntwo\\n'; echo trouble >&2", "head -c 300000 /dev/urandom",
                    "printf 'caf\\303\\251 \\033[1mbold\\033[0m\\n'",
                ]
                let arguments = commands.flatMap { ["--command", $0] } + ["--json", "--progress", "none"]
                let done = try await work.collect("all", arguments).result()
                #expect(done.exit == .status(0), "\(done.errors)")
                #expect(done.errors.isEmpty)
                // One object, on one line, and nothing else.
                #expect(done.output.filter { $0 == "\n" }.count == 1 && done.output.hasSuffix("\n"))
                let job = try #require(try JSONSerialization.jsonObject(with: Data(done.output.utf8)) as? [String: Any])
                #expect(job["status"] as? String == "SUCCEEDED")
                for node in ["node01", "node02", "node03"] { try await check(try await work.nodeFolder(node)) }
            }
        }

        /// As much of a manifest as an auditor would look at.
        private struct Manifest: Decodable {
            struct File: Decodable {
                let path: String
                let size: Int
                let sha256: String
            }

            let artifacts: [File]
            let transcript: File
        }

        private func check(_ folder: URL) async throws {
            let text = try Data(contentsOf: folder.appending(path: "manifest.json"))
            let manifest = try JSONDecoder().decode(Manifest.self, from: text)
            #expect(manifest.artifacts.count >= 4)
            for file in manifest.artifacts + [manifest.transcript] {
                let path = folder.appending(path: file.path).path
                let sum = try await ChildProcess.run("sha256sum", [path])
                #expect(sum.output.hasPrefix(file.sha256 + "  "), "\(file.path): \(sum.output) \(sum.errors)")
                let size = try await ChildProcess.run("stat", ["-c", "%s", path])
                #expect(size.output == "\(file.size)\n", "\(file.path)")
            }
            let cast = folder.appending(path: manifest.transcript.path).path
            // It reads the keyboard while it plays, so it wants a terminal.
            let player = try ChildProcess(
                "asciinema",
                ["cat", cast],
                environment: ["LC_ALL": "C.UTF-8"],
                terminal: ChildTerminal()
            )
            let played = try await player.result()
            #expect(played.isSuccess, "\(played.output)")
            #expect(played.output.contains("café"))
            #expect(played.output.contains("one"))
        }

        private static let cases = [
            Case(what: "all well", steps: "  - {name: a, run: 'true'}\n", exit: 0, code: nil),
            Case(what: "exit 3", steps: "  - {name: a, run: exit 3}\n", exit: 4, code: "STEP_FAILED"),
            Case(
                what: "an optional step fails",
                steps: "  - {name: a, run: exit 3, optional: true}\n  - {name: b, run: 'true'}\n",
                exit: 0,
                code: nil
            ),
            Case(what: "killed", steps: "  - {name: a, run: 'kill -KILL $$'}\n", exit: 4, code: "STEP_SIGNALLED"),
            Case(
                what: "too slow",
                steps: "  - {name: a, run: exec sleep 604840, timeout: 1s}\n",
                exit: 4,
                code: "STEP_TIMEOUT"
            ),
            Case(
                what: "too much",
                steps: "  - {name: a, run: head -c 1000000 /dev/zero, max_bytes: 1KiB}\n",
                exit: 4,
                code: "STEP_TRUNCATED"
            ),
        ]
    }
}
