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
}
