import HTTPTypes
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

    package init(service: JobService, layout: FolderLayout, threads: ReadingThreads, limiter: StreamLimiter) {
        self.service = service
        self.layout = layout
        self.threads = threads
        self.limiter = limiter
        texts = TranscriptTexts(on: threads)
    }

    /// A place for a download of the caller's.
    ///
    /// - Throws: ``APIFailure`` (429) where it has as many as it may.
    package func lease(for principal: Principal) throws(APIFailure) -> StreamLease {
        guard let lease = limiter.lease(for: principal.tokenID ?? principal.name) else {
            throw APIFailure(
                .tooManyRequests,
                "TOO_MANY_STREAMS",
                .limitExceeded,
                "This token has \(limiter.limit) downloads and event streams open, which is as many as it may",
                headers: [.retryAfter: "5"]
            )
        }
        return lease
    }

    /// The folder of a node that the caller may see.
    ///
    /// - Throws: ``APIFailure`` where there is none for it.
    package func node(_ name: NodeName, of job: JobID, for principal: Principal) async throws -> NodeFiles {
        _ = try await service.node(name, of: job, for: principal)
        return NodeFiles(of: name, in: job, layout: layout)
    }
}
