import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import TrawlDomain
import TrawlEngine
import TrawlStore
import TrawlTestKit

@testable import TrawlServer

/// What an event stream writes while nothing happens; the clock is the test's.
@Suite("Heartbeats of event streams", .timeLimit(.minutes(5)))
struct HeartbeatTests {
    /// Keeps what is written.
    private struct Paper: ResponseBodyWriter {
        let written: Observed<String>

        mutating func write(_ buffer: ByteBuffer) async throws { written.change { $0 += String(buffer: buffer) } }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private struct Nobody: NodeCollector {
        func collect(_ assignment: NodeAssignment) async -> NodeReport { NodeReport(outcome: .succeeded) }
    }

    @Test("A comment comes after fifteen seconds of silence, and again after fifteen more")
    func comments() async throws {
        let store = MemoryJobStore()
        let manager = JobManager(store: store, collector: Nobody())
        let caller = Caller(kind: .operator, id: "alice", projectID: "default", correlationID: "req-1")
        let id = JobID(milliseconds: 1_800_000_000_000, entropy: (1, 2))
        let target = NodeTarget(name: try NodeName("web1"), address: "192.0.2.1", port: 22, connection: "")
        let new = NewJob(
            name: "quiet",
            projectID: "default",
            profile: "linux",
            targets: "web1",
            options: JobOptions(),
            plan: "",
            nodes: [target]
        )
        _ = try await store.create(new, as: id, by: caller, at: Date(timeIntervalSince1970: 1_800_000_000))
        let feed = EventFeed<EventFrame>(
            store: store,
            manager: manager,
            clock: ContinuousClock(),
            frames: FeedFrames(
                event: { EventFrame("node", EventRecordDocument($0)) },
                progress: { EventFrame("progress", ProgressDocument($0)) }
            )
        )
        let clock = ManualClock()
        let farewell = StreamFarewell()
        let subscription = try await feed.follow(id)
        let stream = EventStream(
            subscription: subscription,
            timeline: Timeline(clock),
            farewell: farewell,
            position: EventPosition(sequence: subscription.startedAt),
            isThere: { true },
            signedOut: { try? await Task.sleep(for: .seconds(3600)) }
        )
        let written = Observed("")
        let task = Task { [stream] in
            var stream = stream
            var writer: any ResponseBodyWriter = Paper(written: written)
            try await stream.run(&writer)
        }
        for expected in [": still here\n\n", ": still here\n\n: still here\n\n"] {
            let before = written.value
            for second in 1...15 {
                try await clock.sleepers(atLeast: 1)
                if second == 15 { #expect(written.value == before, "before its time") }
                clock.advance(by: .seconds(1))
            }
            try await written.until { $0 == expected }
        }
        farewell.say()
        try await task.value
        #expect(written.value.hasSuffix("event: end\ndata: {\"event\":\"end\",\"reason\":\"shutdown\"}\n\n"))
    }
}
