import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrawlTestKit

/// Many watchers of one job of a real process, some of whom do not read.
@Suite("A crowd of watchers", .serialized, .timeLimit(.minutes(30)))
struct WatchersTests {
    @Test("All are told all of it in time, also beside those who read nothing, and it costs the server little memory")
    func crowd() async throws {
        let watchers = TortureSize.of(8, torture: 500)
        let nodes = TortureSize.of(6, torture: 1000)
        let settings = ["--set", "limits.streams_per_token=\(watchers + 20)", "--set", "run.job_concurrency=20"]
        try await ServerAtWork.with(nodes: nodes, settings) { server in
            let id = try await server.submit(
                #"{"targets":"all","commands":["for i in 1 2 3; do echo $i; sleep 0.2; done"],"start":false}"#
            )
            let before = try Self.residentBytes(of: server.child.pid)
            var configuration = HTTPClient.Configuration()
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = watchers + 10
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            // Held to the end; they read nothing of what they asked for.
            let port = try #require(URL(string: server.url)?.port)
            let idlers = try (0..<10).map { _ in try RawConnection(to: port, receiveBuffer: 4096) }
            for idler in idlers {
                idler.send(
                    "GET /jobs/\(id)/events?transcript=node01 HTTP/1.1\r\nHost: x\r\n"
                        + "Authorization: Bearer \(server.admin)\r\n\r\n"
                )
            }
            let ready = Observed(0)
            let following = (0..<watchers).map { _ in
                Task { try await Self.follow(id, server, client, ready) }
            }
            try await ready.wait(for: "every watcher's beginning") { $0 == watchers ? () : nil }
            #expect(try await server.ask("POST", "/jobs/\(id)/run").status == 200)
            var lags: [Duration] = []
            var told: Set<[Int64]> = []
            for task in following {
                let watched = try await task.value
                #expect(watched.end == "settled")
                #expect(watched.nodes == nodes)
                #expect(zip(watched.sequences, watched.sequences.dropFirst()).allSatisfy { $0 < $1 })
                told.insert(watched.sequences)
                lags += watched.lags
            }
            #expect(told.count == 1, "every watcher was told the same")
            let grown = try Self.residentBytes(of: server.child.pid) - before
            #expect(grown < 64 << 20, "grew by \(grown >> 20) MiB")
            let p99 = try #require(lags.sorted().dropLast(lags.count / 100).last)
            #expect(p99 < TortureSize.bound(promised: .seconds(1), busy: .seconds(10)), "lag p99 \(p99)")
            withExtendedLifetime(idlers) {}
            try await client.shutdown()
        }
    }

    private struct Watched: Sendable {
        let end: String?
        let nodes: Int
        let sequences: [Int64]
        let lags: [Duration]
    }

    /// Follows a job to its end; answers what is known then, and how late each entry came.
    private static func follow(
        _ id: String,
        _ server: ServerAtWork,
        _ client: HTTPClient,
        _ ready: Observed<Int>
    ) async throws -> Watched {
        var request = HTTPClientRequest(url: "\(server.url)/jobs/\(id)/events")
        request.headers.add(name: "Authorization", value: "Bearer \(server.admin)")
        let response = try await client.execute(request, timeout: .minutes(20))
        try #require(response.status == .ok)
        var (reader, folded, lags) = (EventReader(), FoldedJob(), [Duration]())
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for try await piece in response.body {
            for event in reader.take(piece) {
                try folded.take(event)
                if event.name == "ready" { ready.change { $0 += 1 } }
                let document = try event.json()
                guard document["id"] != nil, let text = document["occurred_at"] as? String else { continue }
                lags.append(.seconds(Date().timeIntervalSince(try Date(text, strategy: format))))
            }
        }
        return Watched(end: folded.end, nodes: folded.nodes.count, sequences: folded.sequences, lags: lags)
    }

    /// What of a process is in memory (proc(5), statm).
    private static func residentBytes(of process: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
        return try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 4096
    }
}
