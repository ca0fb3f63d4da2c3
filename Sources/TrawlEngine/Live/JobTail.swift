import NIOConcurrencyHelpers
import TrawlDomain

/// The newest part of one job's journal, read once for all who follow the job.
///
/// It keeps a bounded number of frames; whoever is further behind reads the journal, so that a slow viewer costs nobody
/// anything and misses nothing.
final class JobTail<Frame: Sendable>: Sendable {
    private struct State {
        /// In order; every entry behind ``floor`` up to ``reached`` is in it.
        var frames: [(sequence: Int64, frame: Frame)] = []
        var floor: Int64
        var reached: Int64
        var isOver = false
        var failure: StoreError?
        var progress: (number: Int, frame: Frame)?

        mutating func take(_ new: [(sequence: Int64, frame: Frame)], isLast: Bool, mostKept: Int) {
            frames += new
            reached = new.last?.sequence ?? reached
            isOver = isLast
            // By a quarter at a time, so that not every page moves all frames.
            if frames.count > mostKept + mostKept / 4 {
                let dropped = frames.count - mostKept
                floor = frames[dropped - 1].sequence
                frames.removeFirst(dropped)
            }
        }
    }

    private let journal: EventJournal
    private let make: FeedFrames<Frame>
    private let mostKept: Int
    private let state: NIOLockedValueBox<State>
    private let signal = ChangeSignal()

    init(_ journal: EventJournal, from sequence: Int64, frames make: FeedFrames<Frame>, mostKept: Int) {
        self.journal = journal
        self.make = make
        self.mostKept = mostKept
        state = NIOLockedValueBox(State(floor: sequence, reached: sequence))
    }

    func changes() -> AsyncStream<Void> { signal.changes() }

    /// The newest progress, numbered so that each is told once; nil while there is none.
    var progress: (number: Int, frame: Frame)? { state.withLockedValue { $0.progress } }

    /// What there is behind a place: from memory where it is near the end, else from the journal.
    func page(after sequence: Int64, limit: Int) async throws(StoreError) -> FeedPage<Frame> {
        let (page, failure) = state.withLockedValue { state -> (FeedPage<Frame>?, StoreError?) in
            guard sequence >= state.floor else { return (nil, state.failure) }
            let start = state.frames.partitioningIndex { $0.sequence > sequence }
            let frames = Array(state.frames[start...].prefix(limit))
            let isAll = start + frames.count == state.frames.count
            return (FeedPage(frames: frames, isLast: isAll && state.isOver), isAll ? state.failure : nil)
        }
        if let failure { throw failure }
        if let page { return page }
        let (entries, isLast) = try await journal.entries(after: sequence, limit: limit)
        return FeedPage(frames: entries.map { ($0.event.sequence, make.event($0)) }, isLast: isLast)
    }

    /// What a look at the journal came to.
    enum Advance: Equatable {
        case more, over
        /// The store could not be read; what is new is read by the next look.
        case failed(StoreError)
    }

    /// Reads what is new.
    func advance() async -> Advance {
        do throws(StoreError) {
            while true {
                let reached = state.withLockedValue { $0.reached }
                let (entries, isLast) = try await journal.entries(after: reached, limit: Self.pageSize)
                let frames = entries.map { ($0.event.sequence, make.event($0)) }
                state.withLockedValue { $0.take(frames, isLast: isLast, mostKept: mostKept) }
                if isLast { signal.end() } else if !frames.isEmpty { signal.announce() }
                if isLast { return .over }
                if entries.count < Self.pageSize { return .more }
            }
        } catch {
            return .failed(error)
        }
    }

    /// Tells all viewers that nothing more can be told, and why.
    func fail(_ error: StoreError) {
        state.withLockedValue { $0.failure = error }
        signal.end()
    }

    /// Tells a new progress.
    func show(_ snapshot: JobSnapshot) {
        let frame = make.progress(snapshot)
        state.withLockedValue { $0.progress = (($0.progress?.number ?? 0) + 1, frame) }
        signal.announce()
    }

    private static var pageSize: Int { 512 }
}

extension Array {
    /// The first place from which on the predicate holds; it must hold for all behind the first for which it does.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
