import Hummingbird
import NIOCore
import TrawlDomain
import TrawlEngine

/// How an event stream begins: for a viewer that knows nothing, with all that is stored.
///
/// The position is from before the look at the store, so that nothing falls between the two; what changed in between is
/// told twice, and leads to the same.
struct EventSnapshot: Sendable {
    /// What a viewer wants to begin with.
    enum Extent: String, CaseIterable, Sendable {
        /// The job and each of its nodes.
        case full
        /// The job alone.
        case job
        case none
    }

    let job: JobID
    /// Nil for a viewer that goes on from where it was.
    let extent: Extent?
    /// The id that the viewer came with, where it is none of this job's.
    let unknownID: String?
    let position: EventPosition
    let service: JobService
    let principal: Principal

    /// Writes it.
    ///
    /// Only its last event has an id: a viewer that loses the stream before begins anew.
    @concurrent
    func tell(_ writer: inout any ResponseBodyWriter) async throws {
        var out = ByteBuffer()
        // A browser waits this long before it asks again.
        out.writeString("retry: 2000\n\n")
        guard let extent else { return try await writer.write(out) }
        if let unknownID {
            EventFrame("resync", EventStreamNotes.Resync(lastEventID: String(unknownID.prefix(100)))).append(to: &out)
        }
        var count = 0
        switch extent {
        case .full:
            try await tellJob(&out)
            count = try await tellNodes(&out, &writer)
        case .job: try await tellJob(&out)
        case .none: break
        }
        EventFrame("ready", EventStreamNotes.Ready(nodes: count)).append(to: &out, id: position)
        try await writer.write(out)
    }

    private func tellJob(_ out: inout ByteBuffer) async throws {
        EventFrame("job", EventRecordDocument(try await service.job(job, for: principal))).append(to: &out)
    }

    @concurrent
    private func tellNodes(_ out: inout ByteBuffer, _ writer: inout any ResponseBodyWriter) async throws -> Int {
        var count = 0
        var query = NodeQuery(limit: Self.pageSize)
        while true {
            let page = try await service.nodes(of: job, query, for: principal)
            for node in page.items { EventFrame("node", EventRecordDocument(node)).append(to: &out) }
            count += page.items.count
            guard let next = page.next else { return count }
            query.cursor = try NodeCursor(next, in: query.order)
            try await writer.write(out)
            out.clear()
        }
    }

    private static let pageSize = 200
}
