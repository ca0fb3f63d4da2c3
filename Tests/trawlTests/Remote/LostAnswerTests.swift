import Foundation
import NIOConcurrencyHelpers
import Testing
import TrawlDomain
import TrawlServer
import TrawlTestKit

@testable import trawl

@Suite("A request whose answer is lost", .timeLimit(.minutes(1)))
struct LostAnswerTests {
    private static let refusal = ScriptedServer.answer("403 Forbidden")

    /// What a server saw of a submission, by the heads of its requests, and how the submission failed.
    private func submit(_ script: [String]) async throws -> (heads: [String], failure: (any Error)?) {
        try await ScriptedServer.with(script) { server in
            let address = try ServerAddress(url: server.url, token: "t")
            let failure = await #expect(throws: (any Error).self) {
                try await ServerClient.with(address) { client in
                    let new = NewJobDocument(targets: ["all"], profile: "linux")
                    _ = try await RemoteJobs(client: client).submit(new, key: "mine")
                }
            }
            return (server.requests.withLockedValue { $0 }, failure)
        }
    }

    @Test("It is sent again under the same key")
    func again() async throws {
        let (heads, failure) = try await submit(["", Self.refusal])
        #expect(heads.count == 2)
        #expect(heads.allSatisfy { $0.lowercased().contains("idempotency-key: mine\r\n") }, "\(heads)")
        #expect((failure as? ServerRefusal)?.status == 403)
    }

    @Test("What was refused is not, and neither is what never left")
    func once() async throws {
        #expect(try await submit([Self.refusal, Self.refusal]).heads.count == 1)
        #expect(try await submit([ScriptedServer.answer("503 Service Unavailable")]).heads.count == 1)
        // Nobody listens there: port 1 is none that a test is given.
        await #expect(throws: ServerUnreachable.self) {
            try await ServerClient.with(try ServerAddress(url: "http://127.0.0.1:1", token: "t")) { client in
                let new = NewJobDocument(targets: ["all"], profile: "linux")
                _ = try await RemoteJobs(client: client).submit(new, key: "mine")
            }
        }
    }
}
