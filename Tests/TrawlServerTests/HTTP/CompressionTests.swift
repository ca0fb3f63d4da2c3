import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrawlCollect
import TrawlDomain
import TrawlTestKit

@Suite("Packed answers", .serialized, .timeLimit(.minutes(2)))
struct CompressionTests {
    private static let gzip = ["Accept-Encoding": "gzip"]

    /// Lends a server with a client that shows answers as they travel; the shared one unpacks them itself.
    private func withServer(_ body: @escaping @Sendable (LiveServer) async throws -> Void) async throws {
        try await LiveServer.with { server in
            var server = server
            server.client = HTTPClient(eventLoopGroupProvider: .singleton)
            do {
                try await body(server)
            } catch {
                try await server.client.shutdown()
                throw error
            }
            try await server.client.shutdown()
        }
    }

    private func unpacked(_ answer: LiveServer.Answer, in server: LiveServer) async throws -> Data {
        let file = "\(server.data)/packed"
        try Data(answer.body.readableBytesView).write(to: URL(filePath: file))
        let read = try await ChildProcess.run("bash", ["-c", "gzip -dc <\"$0\" >\"$0.text\"", file])
        #expect(read.isSuccess, "\(read.errors)")
        return try Data(contentsOf: URL(filePath: "\(file).text"))
    }

    @Test("5,000 nodes as arrays travel in less than 200 KB, and are what they are unpacked")
    func compactList() async throws {
        try await withServer { server in
            let job = try await server.submit(["true"], on: "rack[1-100]-node[1-50].invalid", start: false)
            for path in ["/jobs/\(job)/nodes?view=compact", "/jobs/\(job)/nodes?limit=5000", "/openapi.yaml"] {
                let plain = try await server.get(path)
                let packed = try await server.get(path, Self.gzip)
                #expect(plain["Content-Encoding"] == nil)
                #expect(packed["Content-Encoding"] == "gzip", "\(path)")
                #expect(packed["Vary"] == "Accept-Encoding")
                #expect(plain["Vary"] == "Accept-Encoding")
                #expect(packed["Content-Length"] == String(packed.body.readableBytes))
                #expect(packed.body.readableBytes < 200_000, "\(path): \(packed.body.readableBytes)")
                #expect(try await unpacked(packed, in: server) == Data(plain.body.readableBytesView), "\(path)")
                // Another representation has another strong tag; either is good for asking whether it is new.
                let (tag, weak) = (try #require(plain["ETag"]), try #require(packed["ETag"]))
                #expect(weak == "W/\(tag)")
                let known = try await server.get(path, ["Accept-Encoding": "gzip", "If-None-Match": weak])
                #expect(known.status == 304)
                #expect(known.body.readableBytes == 0)
            }
        }
    }

    @Test("What is small, streamed, in parts or packed already is left as it is")
    func others() async throws {
        try await withServer { server in
            let job = try await server.submit(["true"], on: "host.invalid", start: false)
            let folder = server.layout.folder(of: try NodeName("host.invalid"), in: try #require(JobID(job)))
            try FileManager.default.createDirectory(atPath: "\(folder)/artifacts", withIntermediateDirectories: true)
            try String(repeating: "text\n", count: 10_000)
                .write(toFile: "\(folder)/artifacts/a.txt", atomically: true, encoding: .utf8)
            let paths = [
                "/healthz", "/jobs/\(job)/bundle?format=tar.gz", "/jobs/\(job)/search?q=x",
                "/jobs/\(job)/nodes/host.invalid/artifacts/a.txt",
            ]
            for path in paths {
                let answer = try await server.get(path, Self.gzip)
                #expect(answer.status == 200, "\(path)")
                #expect(answer["Content-Encoding"] == nil, "\(path)")
            }
            let part = try await server.get(paths[3], ["Accept-Encoding": "gzip", "Range": "bytes=0-4999"])
            #expect(part.status == 206)
            #expect(part["Content-Encoding"] == nil)
            #expect(part.body.readableBytes == 5000)
            let stream = try await server.client.execute(
                server.request("/jobs/\(job)/events", Self.gzip),
                timeout: .seconds(30)
            )
            #expect(stream.headers.first(name: "Content-Encoding") == nil)
            for try await piece in stream.body {
                #expect(String(buffer: piece).contains("retry: "))
                break
            }
            let head = try await server.client.execute(
                server.request("/openapi.yaml", Self.gzip, method: .HEAD),
                timeout: .seconds(30)
            )
            #expect(head.status == .ok)
            #expect(head.headers.first(name: "Vary") == "Accept-Encoding")
        }
    }
}
