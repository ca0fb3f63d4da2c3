import Foundation
import NIOConcurrencyHelpers
import Testing
import TrawlDomain
import TrawlTestKit

@testable import trawl

@Suite("A job's stream that is taken up again", .timeLimit(.minutes(1)))
struct JobStreamTests {
    private static let job = JobID(milliseconds: 1, entropy: (1, 2))
    private static let ready = "event: ready\nid: 5\ndata: {\"nodes\":0}"
    private static let settled = "event: end\ndata: {\"reason\":\"settled\"}"

    /// What came of a stream: the rests between its connections, what was told of lost ones, and the requests' heads.
    private struct Course: Sendable {
        var rests: [Duration] = []
        var lost: [String] = []
        var backs = 0
        var heads: [String] = []
        var failure: String?
    }

    private func course(_ script: [String]) async throws -> Course {
        try await ScriptedServer.with(script) { server in
            let clock = ManualClock()
            let course = NIOLockedValueBox(Course())
            let moving = Task {
                while true {
                    try await clock.sleepers(atLeast: 1)
                    let before = clock.now
                    clock.advanceToNext()
                    course.withLockedValue { $0.rests.append(before.duration(to: clock.now)) }
                }
            }
            defer { moving.cancel() }
            do {
                try await ServerClient.with(try ServerAddress(url: server.url, token: "t")) { client in
                    var stream = JobStream(
                        client: client,
                        job: Self.job,
                        patience: Patience(limit: .seconds(600)) { 0 },
                        clock: clock
                    )
                    try await stream.run { event in
                        if case .news(let news) = event {
                            for case .lost(let reason) in news { course.withLockedValue { $0.lost.append(reason) } }
                            for case .back in news { course.withLockedValue { $0.backs += 1 } }
                        }
                        return .more
                    }
                }
            } catch {
                course.withLockedValue { $0.failure = FailureSentence.of(error)?.message ?? "\(error)" }
            }
            course.withLockedValue { $0.heads = server.requests.withLockedValue { $0 } }
            return course.withLockedValue { $0 }
        }
    }

    @Test(
        "A server that has too much to do, or cannot answer yet, is asked again when it says, from where it broke off"
    )
    func retryAfter() async throws {
        let course = try await course([
            ScriptedServer.stream(Self.ready),
            ScriptedServer.answer("429 Too Many Requests", ["Retry-After: 7"]),
            ScriptedServer.answer("503 Service Unavailable", ["Retry-After: 3"]),
            "",
            ScriptedServer.answer("503 Service Unavailable"),
            ScriptedServer.stream("event: later\nid: 6\ndata: {}"),
            ScriptedServer.stream(Self.settled),
        ])
        #expect(course.failure == nil)
        #expect(
            course.rests == [
                .milliseconds(500), .seconds(7), .seconds(3), .seconds(4), .seconds(8),
                // It had been heard of.
                .milliseconds(500),
            ]
        )
        #expect(course.lost.count == 2, "\(course.lost)")
        #expect(course.backs == 1)
        #expect(course.heads.count == 7)
        #expect(course.heads.first?.contains("Last-Event-ID") == false)
        #expect(course.heads.dropFirst().prefix(5).allSatisfy { $0.contains("Last-Event-ID: 5\r\n") })
        #expect(course.heads.last?.contains("Last-Event-ID: 6\r\n") == true)
    }

    @Test("What is refused at first is told at once, and so is what no waiting helps against")
    func refused() async throws {
        let first = try await course([ScriptedServer.answer("429 Too Many Requests", ["Retry-After: 7"])])
        #expect(first.failure?.contains("429") == true)
        #expect(first.rests.isEmpty)
        let gone = try await course([
            ScriptedServer.stream(Self.ready), ScriptedServer.answer("403 Forbidden"),
        ])
        #expect(gone.failure?.contains("403") == true)
        #expect(gone.rests == [.milliseconds(500)])
    }

    @Test("Ten minutes are enough, and nobody waits for a server that wants more")
    func patience() async throws {
        let course = try await course([
            ScriptedServer.stream(Self.ready),
            ScriptedServer.answer("503 Service Unavailable", ["Retry-After: 86400"]),
        ])
        #expect(course.failure?.contains("503") == true)
        var patience = Patience(limit: .seconds(600)) { 1 }
        var waited = Duration.zero
        while let rest = patience.next() { waited += rest }
        #expect(waited > .seconds(580) && waited <= .seconds(600))
        patience.renew()
        #expect(patience.next() == .milliseconds(250))
    }

    @Test(
        "Retry-After is seconds or a date",
        arguments: [
            ("120", 120), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 7), ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
            ("-1", nil), ("soon", nil), ("Sun, 31 Feb 1994 08:49:37 GMT", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func dates(text: String, seconds: Int?) {
        // date -u -d '1994-11-06 08:49:30' +%s
        let now = Date(timeIntervalSince1970: 784_111_770)
        #expect(RetryAfter.duration(text, now: now) == seconds.map { .seconds($0) })
    }
}
