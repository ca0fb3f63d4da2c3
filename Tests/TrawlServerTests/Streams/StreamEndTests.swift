import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TrawlDomain
import TrawlServer
import TrawlStore
import TrawlTestKit

/// Why event streams end while their jobs go on, or are gone.
@Suite("Ends of event streams", .serialized, .timeLimit(.minutes(2)))
struct StreamEndTests {
    /// Opens a stream of a job that waits to be run, as another token than the server's own.
    private func withStream(
        expiresIn life: TimeInterval? = nil,
        _ body:
            @escaping @Sendable (LiveServer, _ job: String, AccessToken, _ ends: Observed<[String]>) async throws ->
            Void
    ) async throws {
        try await LiveServer.with { server in
            let job = try await server.submit(["true"], on: "host.invalid", start: false)
            var random = SystemRandomNumberGenerator()
            let secret = TokenSecret(using: &random)
            let token = try NewToken(
                name: "vera",
                role: .viewer,
                projectID: "default",
                expiresAt: life.map { Date(timeIntervalSinceNow: $0) }
            )
            .token(of: secret, at: Date())
            try await SQLiteTokenStore(beside: DataDirectory(server.data)).addToken(token)
            var request = server.request("/jobs/\(job)/events")
            request.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(secret.text)")
            let response = try await server.client.execute(request, timeout: .seconds(60))
            #expect(response.status == .ok)
            let (isReady, ends) = (Observed(false), Observed<[String]>([]))
            let reading = Task {
                var reader = EventReader()
                for try await piece in response.body {
                    for event in reader.take(piece) {
                        if event.name == "ready" { isReady.change { $0 = true } }
                        guard event.name == "end" else { continue }
                        let reason = try event.json()["reason"] as? String ?? ""
                        ends.change { $0.append(reason) }
                    }
                }
                ends.change { $0.append("closed") }
            }
            try await isReady.until { $0 }
            try await body(server, job, token, ends)
            try await reading.value
        }
    }

    @Test("A revoked token's stream ends within a second, and says why")
    func revoked() async throws {
        try await withStream { server, _, token, ends in
            let start = ContinuousClock.now
            _ = try await SQLiteTokenStore(beside: DataDirectory(server.data)).revokeToken(token.id, at: Date())
            try await ends.until { $0 == ["unauthorized", "closed"] }
            let bound = TortureSize.bound(promised: .seconds(1), busy: .seconds(5))
            #expect(ContinuousClock.now - start < bound)
        }
    }

    @Test("A token that expires takes its stream with it")
    func expired() async throws {
        try await withStream(expiresIn: 2) { _, _, token, ends in
            try await ends.until { $0 == ["unauthorized", "closed"] }
            #expect(Date() >= token.expiresAt ?? .distantFuture)
        }
    }

    @Test("A job that is deleted after its stream has ended has no stream any more")
    func deleted() async throws {
        try await withStream { server, job, _, ends in
            try await server.cancel(job)
            try await ends.until { $0 == ["settled", "closed"] }
            let gone = try await server.client.execute(
                server.request("/jobs/\(job)", method: .DELETE),
                timeout: .seconds(30)
            )
            #expect(gone.status == .noContent)
            #expect(try await server.get("/jobs/\(job)/events").status == 404)
        }
    }

    @Test("A request that comes whole only after the end has begun is told so")
    func late() async throws {
        try await ServerAtWork.with(nodes: 1) { server in
            let job = try await server.submit(#"{"targets":"node01","profile":"quick","start":false}"#)
            var request = HTTPClientRequest(url: "\(server.url)/jobs/\(job)/events")
            request.headers.add(name: "Authorization", value: "Bearer \(server.admin)")
            let stream = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            let connection = try RawConnection(to: try #require(URL(string: server.url)?.port))
            let body = #"{"targets":"node01","profile":"quick"}"#
            // What is sent at once is read at once: with the first answer the second request has begun.
            connection.send(
                "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nPOST /jobs HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer \(server.admin)\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n"
            )
            var first = ""
            try await eventually("the first answer", within: .seconds(60)) {
                first += try #require(connection.receive())
                return first.hasSuffix("}")
            }
            var reader = EventReader()
            for try await piece in stream.body {
                for event in reader.take(piece) {
                    if event.name == "ready" { server.child.send(SIGTERM) }
                    // The server says farewell: by now it takes no work.
                    if event.name == "end" { connection.send(body) }
                }
            }
            let text = try await connection.rest(within: .seconds(60))
            #expect(text.hasPrefix("HTTP/1.1 503 "), "\(text)")
            #expect(text.contains("SHUTTING_DOWN"), "\(text)")
            #expect(try await server.child.result(within: .seconds(60)).exit == .status(0))
        }
    }
}
