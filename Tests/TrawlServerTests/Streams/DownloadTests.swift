import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrawlCollect
import TrawlDomain
import TrawlServer
import TrawlTestKit

/// Downloads over real HTTP from a real server that collected from a real sshd.
@Suite("Downloads", .serialized, .timeLimit(.minutes(5)))
struct DownloadTests {
    /// Runs a job to its end, and lends server and job.
    private func withJob(
        _ commands: [String] = ["for i in $(seq 1 500); do echo line $i; done"],
        settings: [ServerSetting: [String]] = [:],
        _ body: @escaping @Sendable (LiveServer, String) async throws -> Void
    ) async throws {
        try await LoopbackFleet.with { fleet in
            try await LiveServer.with(fleet: fleet, settings: settings) { server in
                let job = try await server.submit(commands)
                try await server.settled(job)
                try await body(server, job)
            }
        }
    }

    @Test("A transcript is text, a film, and any part of either")
    func transcripts() async throws {
        try await withJob { server, job in
            let path = "/jobs/\(job)/nodes/node1/transcript"
            let text = try await server.get(path)
            #expect(text.status == 200)
            #expect(text["Content-Type"] == "text/plain; charset=utf-8")
            #expect(text["Accept-Ranges"] == "bytes")
            #expect(text["X-Content-Type-Options"] == "nosniff")
            #expect(text["Vary"] == "Accept")
            #expect(text.text.contains("line 1\nline 2\n"))
            let whole = Array(text.body.readableBytesView)
            let tag = try #require(text["ETag"])
            #expect(!tag.hasPrefix("W/"))

            let part = try await server.get(path, ["Range": "bytes=10-29"])
            #expect(part.status == 206)
            #expect(part["Content-Range"] == "bytes 10-29/\(whole.count)")
            #expect(Array(part.body.readableBytesView) == Array(whole[10...29]))
            let end = try await server.get(path, ["Range": "bytes=-7", "If-Range": tag])
            #expect(end.status == 206)
            #expect(Array(end.body.readableBytesView) == Array(whole.suffix(7)))
            let other = try await server.get(path, ["Range": "bytes=-7", "If-Range": "\"other\""])
            #expect(other.status == 200)
            #expect(other.body.readableBytes == whole.count)
            let behind = try await server.get(path, ["Range": "bytes=\(whole.count)-"])
            #expect(behind.status == 416)
            #expect(behind["Content-Range"] == "bytes */\(whole.count)")
            #expect(try behind.json()["error_code"] as? String == "RANGE_NOT_SATISFIABLE")
            #expect(try await server.get(path, ["If-None-Match": tag]).status == 304)
            #expect(try await server.get(path, ["If-Match": "\"other\""]).status == 412)

            let cast = try await server.get(path, ["Accept": "application/x-asciicast"])
            let file = server.layout.transcript(of: try NodeName("node1"), in: try #require(JobID(job)))
            #expect(Data(cast.body.readableBytesView) == FileManager.default.contents(atPath: file))
            #expect(cast["Content-Type"] == "application/x-asciicast")
            #expect(cast["ETag"] != tag)
            #expect(try await server.get(path, ["Accept": "image/png"]).status == 406)
            let head = try await server.client.execute(
                server.request(path, ["Accept": "application/x-asciicast", "Range": "bytes=0-1"], method: .HEAD),
                timeout: .seconds(30)
            )
            #expect(head.status == .ok)
            #expect(head.headers.first(name: "Content-Length") == String(cast.body.readableBytes))
        }
    }

    @Test("Lines are found in one transcript and in all of them, and the cap is said")
    func searches() async throws {
        try await withJob { server, job in
            let path = "/jobs/\(job)/nodes/node1/transcript"
            let text = Array(try await server.get(path).body.readableBytesView)
            let found = try await server.get(path + "?grep=line%2049")
            #expect(found["Content-Type"] == "application/x-ndjson")
            let lines = try Self.lines(found.text)
            // 49 and 490 to 499.
            #expect(lines.count == 12)
            for line in lines.dropLast() {
                let offset = try #require(line["offset"] as? Int)
                let shown = try #require(line["text"] as? String)
                #expect(Array(text[offset..<offset + shown.utf8.count]) == Array(shown.utf8))
            }
            #expect(lines.last?["capped"] as? Bool == false)
            #expect(lines.last?["scanned_to"] as? Int == text.count)

            let capped = try Self.lines(try await server.get(path + "?grep=line&limit=5").text)
            #expect(capped.count == 6)
            #expect(capped.last?["capped"] as? Bool == true)
            let next = try #require(capped.last?["scanned_to"] as? Int)
            let more = try Self.lines(try await server.get(path + "?grep=line&limit=1&from=\(next)").text)
            #expect((more.first?["offset"] as? Int ?? 0) >= next)
            #expect(more.first?["text"] as? String != capped[4]["text"] as? String)

            let all = try Self.lines(try await server.get("/jobs/\(job)/search?q=LINE+500&ignore_case=1").text)
            #expect(all.dropLast().compactMap { $0["node"] as? String } == ["node1", "node2", "node3"])
            #expect(all.last?["nodes"] as? Int == 3)
            for bad in [
                "/jobs/\(job)/search", "/jobs/\(job)/search?q=a%0Ab", path + "?grep=x&limit=0", path + "?gerp=x",
            ] {
                #expect(try await server.get(bad).status == 400, "\(bad)")
            }
        }
    }

    private static func lines(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test("An artifact comes whole and in parts, with its hash, and nothing else does")
    func artifacts() async throws {
        try await withJob { server, job in
            let base = "/jobs/\(job)/nodes/node2/artifacts"
            let manifest = try await server.get(base)
            #expect(manifest.status == 200)
            let entry = try #require((try manifest.json()["artifacts"] as? [[String: Any]])?.first)
            let place = try #require(entry["path"] as? String).dropFirst("artifacts/".count)
            let sha = try #require(entry["sha256"] as? String)
            let file = try await server.get("\(base)/\(place)")
            #expect(file.status == 200)
            #expect(file["ETag"] == "\"\(sha)\"")
            #expect(file["Repr-Digest"]?.hasPrefix("sha-256=:") == true)
            #expect(file["Content-Disposition"]?.hasPrefix("attachment; filename=") == true)
            #expect(file["Content-Length"] == String(file.body.readableBytes))
            #expect(file.body.readableBytes == entry["size"] as? Int)
            let whole = Array(file.body.readableBytesView)

            let several = try await server.get("\(base)/\(place)", ["Range": "bytes=0-3,200-203,-4"])
            #expect(several.status == 206)
            #expect(several["Content-Length"] == String(several.body.readableBytes))
            let type = try #require(several["Content-Type"])
            let boundary = try #require(type.split(separator: "=").last)
            #expect(type.hasPrefix("multipart/byteranges"))
            let parts = several.text.components(separatedBy: "--\(boundary)")
            #expect(parts.count == 5)
            for (part, range) in zip(parts.dropFirst(), [0..<4, 200..<204, whole.count - 4..<whole.count]) {
                #expect(
                    part.contains("Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(whole.count)\r\n")
                )
                #expect(part.hasSuffix("\r\n\r\n\(String(decoding: whole[range], as: UTF8.self))\r\n"))
            }
            for bad in ["nothing", "..%2F..%2Fnode1%2Fmanifest.json", "%2E%2E/manifest.json", "x%00", "a%2Fb"] {
                let answer = try await server.get("\(base)/\(bad)")
                #expect(answer.status == 404, "\(bad)")
            }
        }
    }

    @Test("A bundle has it all", arguments: BundleFormat.allCases)
    func bundles(_ format: BundleFormat) async throws {
        try await withJob { server, job in
            let answer = try await server.get("/jobs/\(job)/bundle?format=\(format.rawValue)")
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == format.mediaType)
            #expect(answer["Content-Disposition"] == "attachment; filename=\"trawl-\(job).\(format.rawValue)\"")
            let file = "\(server.data)/bundle"
            try Data(answer.body.readableBytesView).write(to: URL(filePath: file))
            let list =
                switch format {
                case .tarZstandard: try await ChildProcess.run("tar", ["--zstd", "-tf", file])
                case .tarGzip: try await ChildProcess.run("tar", ["-tzf", file])
                case .zip: try await ChildProcess.run("unzip", ["-Z1", file])
                }
            #expect(list.isSuccess)
            let names = list.output.split(separator: "\n").map { String($0.dropFirst("trawl-\(job)/".count)) }
            #expect(Array(names.prefix(3)) == ["job.json", "nodes.json", "audit.json"])
            for node in 1...3 { #expect(names.contains("nodes/node\(node)/manifest.json")) }
            #expect(!names.contains("problems.txt"))
        }
    }

    @Test("What is large is sent in constant memory, and whoever hangs up leaves nothing open")
    func large() async throws {
        try await withJob(["true"]) { server, job in
            let folder = server.layout.folder(of: try NodeName("node1"), in: try #require(JobID(job)))
            try FileManager.default.createDirectory(atPath: "\(folder)/artifacts", withIntermediateDirectories: true)
            let path = "\(folder)/artifacts/sparse.bin"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            #expect(truncate(path, 400 << 20) == 0)
            let url = "/jobs/\(job)/nodes/node1/artifacts/sparse.bin"
            let before = LeakCensus()

            let response = try await server.client.execute(server.request(url), timeout: .seconds(120))
            var count = 0
            var start = 0
            var most = 0
            for try await piece in response.body {
                count += piece.readableBytes
                // What allocators and pools take once is not the file's.
                if start == 0, count > 32 << 20 { start = Self.residentBytes() }
                most = max(most, Self.residentBytes())
            }
            #expect(count == 400 << 20)
            #expect(most - start < 48 << 20, "grew by \((most - start) >> 20) MiB")
            try await before.regained { $0.hasSuffix("/sparse.bin") }

            for path in [url, "/jobs/\(job)/bundle?format=tar.gz"] {
                let task = Task {
                    let response = try await server.client.execute(server.request(path), timeout: .seconds(120))
                    for try await _ in response.body { try await Task.sleep(for: .seconds(60)) }
                }
                try await eventually("the file's opening") {
                    LeakCensus().opened(since: before).values.contains { $0.hasSuffix("/sparse.bin") }
                }
                task.cancel()
                _ = await task.result
                try await before.regained(within: .seconds(2)) { $0.hasSuffix("/sparse.bin") }
            }
        }
    }

    /// What of this process is in memory (proc(5), statm).
    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4096 } ?? 0
    }

    @Test("A token has only so many streams at once, and its places come back")
    func limits() async throws {
        try await withJob(["true"], settings: [.streamsPerToken: ["2"]]) { server, job in
            let folder = server.layout.folder(of: try NodeName("node1"), in: try #require(JobID(job)))
            try FileManager.default.createDirectory(atPath: "\(folder)/artifacts", withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: "\(folder)/artifacts/sparse.bin", contents: nil))
            #expect(truncate("\(folder)/artifacts/sparse.bin", 400 << 20) == 0)
            let url = "/jobs/\(job)/nodes/node1/artifacts/sparse.bin"
            // Held open by not being read.
            let held = [
                try await server.client.execute(server.request(url), timeout: .seconds(120)),
                try await server.client.execute(server.request(url), timeout: .seconds(120)),
            ]
            let refused = try await server.get("/jobs/\(job)/nodes/node1/transcript")
            #expect(refused.status == 429)
            #expect(refused["Retry-After"] == "5")
            for response in held {
                let task = Task { for try await _ in response.body { try await Task.sleep(for: .seconds(60)) } }
                task.cancel()
                _ = await task.result
            }
            try await eventually("a free place", within: .seconds(5)) {
                try await server.get("/jobs/\(job)/nodes/node1/transcript").status == 200
            }
        }
    }
}
