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

/// The end of a stream of a job that is taken away under it.
@Suite("An event stream of a job that is deleted")
struct DeletedStreamTests {
    private struct Paper: ResponseBodyWriter {
        let written: Observed<String>

        mutating func write(_ buffer: ByteBuffer) async throws { written.change { $0 += String(buffer: buffer) } }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private struct Nobody: NodeCollector {
        func collect(_ assignment: NodeAssignment) async -> NodeReport { NodeReport(outcome: .succeeded) }
    }

    @Test("It ends with that")
    func deleted() async throws {
        let store = MemoryJobStore()
        let manager = JobManager(store: store, collector: Nobody())
        let caller = Caller(kind: .operator, id: "alice", projectID: "default", correlationID: "req-1")
        let principal = Principal(name: "alice", role: .operator, projectID: "default")
        let id = JobID(milliseconds: 1_800_000_000_000, entropy: (1, 2))
        let target = NodeTarget(name: try NodeName("web1"), address: "192.0.2.1", port: 22, connection: "")
        let new = NewJob(
            name: "short",
            projectID: "default",
            profile: "linux",
            targets: "web1",
            options: JobOptions(),
            plan: "",
            nodes: [target]
        )
        _ = try await store.create(new, as: id, by: caller, at: Date(timeIntervalSince1970: 1_800_000_000))
        let service = JobService(manager: manager, store: store, removeFiles: { _ in }, foldNames: { _ in "" })
        let feed = EventFeed<EventFrame>(
            store: store,
            manager: manager,
            clock: ContinuousClock(),
            frames: FeedFrames(
                event: { EventFrame($0.event.kind.rawValue, EventRecordDocument($0)) },
                progress: { EventFrame("progress", ProgressDocument($0)) }
            )
        )
        let subscription = try await feed.follow(id)
        // Gone before the feed looks again: all that it finds is that nothing comes any more.
        _ = try await service.cancel(id, by: principal, correlationID: "req-1")
        try await service.delete(id, by: principal)
        var stream = EventStream(
            subscription: subscription,
            timeline: Timeline(ContinuousClock()),
            farewell: StreamFarewell(),
            position: EventPosition(sequence: subscription.startedAt),
            isThere: { (try? await service.job(id, for: principal)) != nil },
            signedOut: { try? await Task.sleep(for: .seconds(3600)) }
        )
        let written = Observed("")
        var writer: any ResponseBodyWriter = Paper(written: written)
        try await stream.run(&writer)
        #expect(written.value.hasSuffix("event: end\ndata: {\"event\":\"end\",\"reason\":\"deleted\"}\n\n"))
    }
}
