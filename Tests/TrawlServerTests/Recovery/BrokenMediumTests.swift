import Foundation
import Testing
import TrawlTestKit

@Suite("A medium that fails under the server")
struct BrokenMediumTests {
    enum Meeting: String, CaseIterable {
        case submission, deletion, tokenUse
    }

    @Test(
        "The process ends and says why, whoever met it; the next one finds what was acknowledged",
        arguments: Meeting.allCases
    )
    func ends(_ meeting: Meeting) async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackFleet.with { fleet in
                try ServerAtWork.prepare(folder, fleet, 2)
                let calls = try await FailingCalls(in: folder, triggered: true)
                let server = try await ServerAtWork.start(
                    folder,
                    fleet,
                    variables: calls.environment(
                        below: folder.file("data"),
                        .sync,
                        1,
                        .failedMedium,
                        isSticky: true
                    )
                )
                let token = try await server.token("bob", "viewer")
                let id = try await server.submit(#"{"targets":"all","profile":"quick"}"#)
                let job = try await server.settled(id)
                try calls.begin()
                // Whether it still answers is a race with its end; whether it says that it did it is not.
                let answer = try? await {
                    switch meeting {
                    case .submission:
                        try await server.ask("POST", "/jobs", #"{"targets":"all","profile":"quick"}"#)
                    case .deletion: try await server.ask("DELETE", "/jobs/\(id)")
                    case .tokenUse: try await server.ask("GET", "/jobs/\(id)", token: token)
                    }
                }()
                switch meeting {
                case .submission, .deletion: #expect(answer.map { $0.status == 503 } ?? true, "\(answer?.text ?? "")")
                case .tokenUse: break
                }
                let done = try await server.child.result(within: .seconds(30))
                #expect(done.exit == .status(1), "\(done.exit)")
                #expect(calls.failed?.hasPrefix("sync") == true)
                let sentence = done.errors.split(separator: "\n").last ?? ""
                #expect(sentence.hasPrefix("trawl: ") && sentence.contains("failed"), "\(done.errors)")

                try calls.end()
                let next = try await ServerAtWork.start(folder, fleet)
                let found = try await next.ask("GET", "/jobs/\(id)")
                switch meeting {
                // It was not acknowledged: it may have happened or not.
                case .deletion: #expect([200, 404].contains(found.status))
                case .submission, .tokenUse: #expect(found.text == job.text)
                }
                #expect(try await next.stop().isSuccess)
            }
        }
    }
}
