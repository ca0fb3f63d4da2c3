import HTTPTypes
import NIOCore
package import TrawlCollect
package import TrawlDomain
package import TrawlEngine

/// What routes need that hand out what was collected: who may see it, where it lies, and how it is read.
package struct CollectedFiles: Sendable {
    package let service: JobService
    package let layout: FolderLayout
    package let threads: ReadingThreads
    package let texts: TranscriptTexts
    package let limiter: StreamLimiter
    private let farewell: StreamFarewell

    package init(
        service: JobService,
        layout: FolderLayout,
        threads: ReadingThreads,
        limiter: StreamLimiter,
        farewell: StreamFarewell
    ) {
        self.service = service
        self.layout = layout
        self.threads = threads
        self.limiter = limiter
        self.farewell = farewell
        texts = TranscriptTexts(on: threads)
    }

    /// A place for a stream of the caller's.
    ///
    /// When the server ends its connection is closed, so that a client sees that what it has is not whole; after
    /// `partingTime`, in which the stream may say why.
    ///
    /// - Throws: ``APIFailure``: 429 where the caller has as many as it may, 503 where the server is about to end.
    package func lease(
        for context: MemberContext,
        partingTime: Duration = .zero
    ) throws(APIFailure) -> StreamLease {
        guard !farewell.isSaid else { throw .shuttingDown }
        let principal = context.principal
        guard let place = limiter.lease(for: principal.tokenID ?? principal.name) else {
            throw APIFailure(
                .tooManyRequests,
                "TOO_MANY_STREAMS",
                .limitExceeded,
                "This token has \(limiter.limit) downloads and event streams open, which is as many as it may",
                headers: [.retryAfter: "5"]
            )
        }
        let channel = context.channel
        let stay = farewell.onSaid {
            channel.eventLoop.scheduleTask(in: TimeAmount(partingTime)) { channel.close(promise: nil) }
        }
        return StreamLease {
            stay()
            place.end()
        }
    }

    /// The folder of a node that the caller may see.
    ///
    /// - Throws: ``APIFailure`` where there is none for it.
    package func node(_ name: NodeName, of job: JobID, for principal: Principal) async throws -> NodeFiles {
        _ = try await service.node(name, of: job, for: principal)
        return NodeFiles(of: name, in: job, layout: layout)
    }
}
