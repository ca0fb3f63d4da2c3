package import TrawlDomain

/// One viewer's part in a followed job; letting go of it ends it.
package final class EventSubscription<Frame: Sendable>: Sendable {
    private let tail: JobTail<Frame>
    private let leave: @Sendable () -> Void
    /// The last entry that the journal had when it began.
    package let startedAt: Int64

    init(tail: JobTail<Frame>, startedAt: Int64, leave: @escaping @Sendable () -> Void) {
        self.tail = tail
        self.startedAt = startedAt
        self.leave = leave
    }

    deinit { leave() }

    /// One element at once and one when there is something new, merged for slow viewers; ends when nothing more comes.
    package func changes() -> AsyncStream<Void> { tail.changes() }

    /// The entries behind a place, at most so many, and whether they are the last.
    ///
    /// - Throws: `StoreError`.
    package func page(after sequence: Int64, limit: Int = 256) async throws(StoreError) -> FeedPage<Frame> {
        try await tail.page(after: sequence, limit: limit)
    }

    /// The newest progress, numbered so that each can be told once; nil while there is none.
    package var progress: (number: Int, frame: Frame)? { tail.progress }
}
