import HTTPTypes
package import Hummingbird
import NIOCore
import TrawlCollect
package import TrawlDomain
package import TrawlEngine

/// `/jobs/{id}/events`: what happens to a job, as it happens.
package struct EventRoutes: RouteSet {
    private let files: CollectedFiles
    private let store: any JobStore
    private let feed: EventFeed<EventFrame>
    private let timeline: Timeline
    private let farewell: StreamFarewell
    private let tokens: TokenWatch

    package init(
        files: CollectedFiles,
        store: any JobStore,
        manager: JobManager,
        clock: any Clock<Duration>,
        farewell: StreamFarewell,
        tokens: TokenWatch
    ) {
        self.files = files
        self.tokens = tokens
        self.store = store
        self.farewell = farewell
        timeline = Timeline(clock)
        feed = EventFeed(
            store: store,
            manager: manager,
            clock: clock,
            frames: FeedFrames(
                event: { EventFrame($0.event.kind.rawValue, EventRecordDocument($0)) },
                progress: { EventFrame("progress", LiveProgressDocument($0)) }
            )
        )
    }

    package func add(to routes: RouterGroup<MemberContext>) {
        routes.get("jobs/{id}/events", use: events)
    }

    @concurrent
    private func events(_ request: Request, _ context: MemberContext) async throws -> Response {
        let id = try PathReader.job(context.parameters)
        let query = try QueryReader(request, knows: ["transcript", "last_event_id", "snapshot"])
        let snapshot = try query.choice("snapshot", of: EventSnapshot.Extent.self) ?? .full
        let job = try await files.service.job(id, for: context.principal)
        let node = try await node(query, of: id, context)
        let lease = try files.lease(for: context, partingTime: Self.partingTime)
        let subscription = try await feed.follow(id)
        let given = request.headers[HTTPField.Name.lastEventID] ?? query["last_event_id"]
        let known = try await position(given, of: id, before: subscription.startedAt)
        if let known, node == nil, job.isSettled, known.sequence == subscription.startedAt {
            // Everything was told: this answer, and no empty stream, keeps a browser from asking for ever (the HTML
            // standard, section 9.2.3).
            return Response(status: .noContent, headers: [.cacheControl: "no-store"])
        }
        let tail = node.map { name in
            let place = known?.place(in: name)
            let folder = NodeFiles(of: name, in: id, layout: files.layout)
            return TranscriptTail(name, folder, from: place, on: files.threads)
        }
        let service = files.service
        let principal = context.principal
        let stream = EventStream(
            subscription: subscription,
            timeline: timeline,
            farewell: farewell,
            position: known ?? EventPosition(sequence: subscription.startedAt),
            transcript: tail,
            isThere: {
                do {
                    _ = try await service.job(id, for: principal)
                    return true
                } catch ServiceError.jobNotFound {
                    return false
                }
            },
            signedOut: { [tokens] in
                if let token = principal.tokenID { await tokens.ended(token) }
            }
        )
        let opening = EventSnapshot(
            job: id,
            extent: known == nil ? snapshot : nil,
            unknownID: known == nil ? given : nil,
            position: stream.position,
            service: service,
            principal: principal
        )
        return Self.response(opening, stream, request, lease)
    }

    /// The place that a client names, where it is one of this job's journal; numbers go over all jobs.
    private func position(_ given: String?, of id: JobID, before end: Int64) async throws -> EventPosition? {
        guard let place = given.flatMap({ EventPosition($0) }), place.sequence <= end else { return nil }
        // From the beginning.
        guard place.sequence > 0 else { return place }
        let there = try await store.events(of: id, after: place.sequence - 1, limit: 1).first
        return there?.sequence == place.sequence ? place : nil
    }

    /// The node whose transcript is asked for; nil where none is.
    private func node(_ query: QueryReader, of id: JobID, _ context: MemberContext) async throws -> NodeName? {
        guard let text = query["transcript"] else { return nil }
        let name: NodeName
        do {
            name = try NodeName(text)
        } catch {
            throw APIFailure.noNode(text, job: id.description)
        }
        _ = try await files.service.node(name, of: id, for: context.principal)
        return name
    }

    /// More than a viewer that reads takes to hear the farewell.
    private static let partingTime = Duration.seconds(3)

    private static func response(
        _ opening: EventSnapshot,
        _ stream: EventStream,
        _ request: Request,
        _ lease: StreamLease
    ) -> Response {
        var fields: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            // Watching for the client's end takes the connection's input, so that no other request can follow.
            .connection: "close",
        ]
        // nginx and its like hold answers back until they have enough of them.
        if let name = HTTPField.Name("X-Accel-Buffering") { fields[name] = "no" }
        let body = ResponseBody { writer in
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                var stream = stream
                try await opening.tell(&writer)
                try await stream.run(&writer)
                try await writer.finish(nil)
            }
            lease.end()
        }
        return Response(status: .ok, headers: fields, body: body)
    }
}

extension HTTPField.Name {
    /// What a client that lost its stream says it has (the HTML standard, section 9.2.4).
    fileprivate static var lastEventID: HTTPField.Name { HTTPField.Name("Last-Event-ID") ?? .range }
}
