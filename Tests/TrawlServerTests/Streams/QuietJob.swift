import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import TrawlDomain
import TrawlEngine
import TrawlStore
import TrawlTestKit

@testable import TrawlServer

/// A job of one node that is stored and that nobody runs, and what is told of it.
struct QuietJob {
    /// Keeps what a stream writes.
    struct Paper: ResponseBodyWriter {
        let written: Observed<String>

        mutating func write(_ buffer: ByteBuffer) async throws { written.change { $0 += String(buffer: buffer) } }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private struct Nobody: NodeCollector {
        func collect(_ assignment: NodeAssignment) async -> NodeReport { NodeReport(outcome: .succeeded) }
    }

    let id = JobID(milliseconds: 1_800_000_000_000, entropy: (1, 2))
    let principal = Principal(name: "alice", role: .operator, projectID: "default")
    let service: JobService
    let subscription: EventSubscription<EventFrame>

    /// Stores it, and follows it.
    init() async throws {
        let store = MemoryJobStore()
        let manager = JobManager(store: store, collector: Nobody())
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
        let caller = principal.caller(correlationID: "req-1")
        _ = try await store.create(new, as: id, by: caller, at: Date(timeIntervalSince1970: 1_800_000_000))
        service = JobService(manager: manager, store: store, removeFiles: { _ in }, foldNames: { _ in "" })
        let feed = EventFeed<EventFrame>(
            store: store,
            manager: manager,
            clock: ContinuousClock(),
            frames: FeedFrames(
                event: { EventFrame($0.event.kind.rawValue, EventRecordDocument($0)) },
                progress: { EventFrame("progress", ProgressDocument($0)) }
            )
        )
        subscription = try await feed.follow(id)
    }

    /// A stream of it for somebody whose token stays valid.
    func stream(
        _ clock: some Clock<Duration>,
        farewell: StreamFarewell = StreamFarewell(),
        isThere: @escaping @Sendable () async throws -> Bool
    ) -> EventStream {
        EventStream(
            subscription: subscription,
            timeline: Timeline(clock),
            farewell: farewell,
            position: EventPosition(sequence: subscription.startedAt),
            isThere: isThere,
            signedOut: { try? await Task.sleep(for: .seconds(3600)) }
        )
    }
}
