import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import TrawlCollect
import TrawlDomain
import TrawlEngine

/// Tells one viewer of one job what happens, in the order of the journal, until the job is settled.
///
/// It is the only one that knows how far the viewer is. It takes the next page when the connection has taken the last
/// one, so that a viewer that reads slowly, or not at all, has nothing waiting for it in memory but one page.
struct EventStream: Sendable {
    let subscription: EventSubscription<EventFrame>
    let timeline: Timeline
    let farewell: StreamFarewell
    /// How far the viewer is.
    var position: EventPosition
    /// The transcript that it asked for.
    var transcript: TranscriptTail?
    /// Whether the job is still there.
    let isThere: @Sendable () async throws -> Bool
    /// Returns once the viewer's token lets nobody in any more, or when the task is cancelled.
    let signedOut: @Sendable () async -> Void
    private let isSignedOut = NIOLockedValueBox(false)

    init(
        subscription: EventSubscription<EventFrame>,
        timeline: Timeline,
        farewell: StreamFarewell,
        position: EventPosition,
        transcript: TranscriptTail? = nil,
        isThere: @escaping @Sendable () async throws -> Bool,
        signedOut: @escaping @Sendable () async -> Void
    ) {
        self.subscription = subscription
        self.timeline = timeline
        self.farewell = farewell
        self.position = position
        self.transcript = transcript
        self.isThere = isThere
        self.signedOut = signedOut
    }

    /// Writes until the job is settled, the server shuts down, the viewer's token ends, or the viewer is gone, which a
    /// write's error says.
    ///
    /// - Throws: what `writer` throws; `StoreError`; `CancellationError` when the task is cancelled.
    @concurrent
    mutating func run(_ writer: inout any ResponseBodyWriter) async throws {
        let (bell, ring) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (changes, timeline, farewell) = (subscription.changes(), timeline, farewell)
        let (signedOut, isSignedOut) = (signedOut, isSignedOut)
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for await _ in changes { ring.yield() }
                ring.yield()
            }
            group.addTask {
                while true {
                    try await timeline.sleep(until: timeline.now + Self.tick)
                    ring.yield()
                }
            }
            group.addTask {
                await farewell.heard()
                ring.yield()
            }
            group.addTask {
                await signedOut()
                guard !Task.isCancelled else { return }
                isSignedOut.withLockedValue { $0 = true }
                ring.yield()
            }
            var told = Told(at: timeline.now)
            for await _ in bell where try await tell(&told, &writer) {
                return
            }
            throw CancellationError()
        }
    }

    /// When something was last written, and which progress.
    private struct Told {
        var at: Duration
        var progress = 0
    }

    /// Writes what is new; answers whether the stream is over.
    @concurrent
    private mutating func tell(_ told: inout Told, _ writer: inout any ResponseBodyWriter) async throws -> Bool {
        while true {
            var out = ByteBuffer()
            if let reason = partingReason {
                end(reason, &out)
                try await writer.write(out)
                return true
            }
            let page = try await subscription.page(after: position.sequence)
            for (sequence, frame) in page.frames {
                position.sequence = sequence
                frame.append(to: &out, id: position)
            }
            var isDrained = true
            if let lines = try await transcript?.next() {
                if let transcript { position.move(to: transcript.place, in: transcript.node) }
                lines.frame.append(to: &out, id: position)
                isDrained = lines.isAtEnd
            }
            if let progress = subscription.progress, progress.number != told.progress, !page.isLast {
                told.progress = progress.number
                progress.frame.append(to: &out)
            }
            let isOver = page.isLast && isDrained
            if isOver { end(try await isThere() ? .settled : .deleted, &out) }
            if out.readableBytes == 0, timeline.now - told.at >= Self.heartbeat { out.writeString(": still here\n\n") }
            if out.readableBytes > 0 {
                try await writer.write(out)
                told.at = timeline.now
            }
            if isOver { return true }
            if page.frames.isEmpty && isDrained { return false }
        }
    }

    /// Why nothing more is to be told, whatever there is; nil while there is no such reason.
    private var partingReason: EventStreamEnd? {
        if isSignedOut.withLockedValue({ $0 }) { return .unauthorized }
        return farewell.isSaid ? .shutdown : nil
    }

    private func end(_ reason: EventStreamEnd, _ out: inout ByteBuffer) {
        EventFrame("end", EventStreamNotes.End(reason: reason)).append(to: &out)
    }

    /// How often a transcript, and the time, is looked at.
    private static let tick = Duration.seconds(1)
    /// Keeps proxies from taking a quiet stream for a dead one.
    private static let heartbeat = Duration.seconds(15)
}
