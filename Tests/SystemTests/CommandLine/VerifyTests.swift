import Foundation
import Testing
import TrawlTestKit

extension EndToEnd {
    @Suite("trawl verify, on what real nodes left")
    struct VerifyTests {
        /// Lends a job of two nodes, and its folder.
        private func withJob(_ body: (TrawlAtWork, URL) async throws -> Void) async throws {
            try await TrawlAtWork.with(nodes: 2) { work in
                let done = try await work.collect("all", ["--command", "echo kept; echo more >&2"]).result()
                try #require(done.exit == .status(0), "\(done.errors)")
                try await body(work, try await work.nodeFolder("node01").deletingLastPathComponent())
            }
        }

        private func verify(_ work: TrawlAtWork, _ path: String) async throws -> ChildProcess.Result {
            try await work.run("verify", path)
        }

        @Test("A job's folder: whole, with a flipped byte, without a file, with one too many, without its manifest")
        func folder() async throws {
            try await withJob { work, folder in
                let whole = try await verify(work, folder.path)
                #expect(whole.exit == .status(0), "\(whole.output)\(whole.errors)")
                // A file for each stream of the command and a transcript, of each node.
                #expect(whole.output.hasPrefix("ok: 6 files of 2 manifests, "), "\(whole.output)")
                #expect(try await work.run("verify", "last").output == whole.output)

                let file = folder.appending(path: "node02/artifacts/command-1.txt")
                let bytes = try Data(contentsOf: file)
                var flipped = bytes
                flipped[0] ^= 1
                try flipped.write(to: file)
                let differs = try await verify(work, folder.path)
                #expect(differs.exit == .status(1))
                #expect(
                    differs.output.hasPrefix("node02/artifacts/command-1.txt: its content differs: SHA-256 "),
                    "\(differs.output)"
                )
                #expect(differs.output.split(separator: "\n").count == 1)
                try (bytes + Data("x".utf8)).write(to: file)
                #expect(try await verify(work, folder.path).output.contains("it has 6 bytes, the manifest says 5"))
                try FileManager.default.removeItem(at: file)
                #expect(
                    try await verify(work, folder.path).output == "node02/artifacts/command-1.txt: it is missing\n"
                )
                try bytes.write(to: file)

                let extra = folder.appending(path: "node01/artifacts/deep/er.txt")
                try FileManager.default.createDirectory(
                    at: extra.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data().write(to: extra)
                let more = try await verify(work, folder.path)
                #expect(more.exit == .status(1))
                #expect(more.output == "node01/artifacts/deep/er.txt: no manifest names it\n")
                try FileManager.default.removeItem(at: extra.deletingLastPathComponent())

                let manifest = folder.appending(path: "node01/manifest.json")
                let said = try Data(contentsOf: manifest)
                try Data("{".utf8).write(to: manifest)
                #expect(
                    try await verify(work, folder.path).output.hasPrefix("node01/manifest.json: it is not a manifest")
                )
                try FileManager.default.removeItem(at: manifest)
                let unsealed = try await verify(work, folder.path)
                #expect(unsealed.exit == .status(0))
                #expect(unsealed.errors.contains("not sealed, so that nothing can be said of it: node01"))
                try said.write(to: folder.appending(path: "node02/manifest.json"))
                #expect(try await verify(work, folder.path).output.contains("it is the manifest of node01"))
            }
        }

        @Test("A bundle of each kind: whole, changed inside, broken off", arguments: ["tar.zst", "tar.gz", "zip"])
        func bundle(format: String) async throws {
            try await withJob { work, _ in
                let bundle = work.folder.file("all.\(format)")
                #expect(try await work.run("bundle", "last", "-o", bundle.path).exit == .status(0))
                let whole = try await verify(work, bundle.path)
                #expect(whole.exit == .status(0), "\(whole.output)\(whole.errors)")
                #expect(whole.output.hasPrefix("ok: 6 files of 2 manifests, "))

                let bytes = try Data(contentsOf: bundle)
                try bytes.prefix(bytes.count * 2 / 3).write(to: bundle)
                let torn = try await verify(work, bundle.path)
                #expect(torn.exit == .status(1), "\(torn.output)")
                try Data("no archive at all".utf8).write(to: bundle)
                let none = try await verify(work, bundle.path)
                #expect(none.exit == .status(1))
                #expect(none.errors.contains("cannot be read"), "\(none.errors)")
            }
        }

        @Test("A bundle that was unpacked, changed and packed again is told, as folder and as file")
        func packedAgain() async throws {
            try await withJob { work, folder in
                let bundle = work.folder.file("all.tar.gz").path
                #expect(try await work.run("bundle", "last", "-o", bundle).exit == .status(0))
                let root = "trawl-\(folder.lastPathComponent)"
                let there = work.folder.file(root).deletingLastPathComponent().path
                #expect(try await ChildProcess.run("tar", ["xzf", bundle, "-C", there]).isSuccess)
                let unpacked = work.folder.file(root)
                #expect(try await verify(work, unpacked.path).exit == .status(0))
                let file = unpacked.appending(path: "nodes/node01/artifacts/command-1.txt")
                try Data("kepT\n".utf8).write(to: file)
                try FileManager.default.removeItem(at: unpacked.appending(path: "nodes/node02/manifest.json"))
                #expect(try await ChildProcess.run("tar", ["czf", bundle, "-C", there, "./\(root)"]).isSuccess)
                for (path, prefix) in [(unpacked.path, ""), (bundle, "\(root)/")] {
                    let told = try await verify(work, path)
                    #expect(told.exit == .status(1))
                    let lines = told.output.split(separator: "\n")
                    #expect(lines.count == 2, "\(told.output)")
                    #expect(
                        lines.first?.hasPrefix("\(prefix)nodes/node01/artifacts/command-1.txt: its content ") == true
                    )
                    #expect(
                        lines.last
                            == "\(prefix)nodes/node02/manifest.json: the node SUCCEEDED, and its manifest is missing"
                    )
                }
            }
        }
    }
}
