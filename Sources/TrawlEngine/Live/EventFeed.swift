import NIOConcurrencyHelpers
package import TrawlDomain

/// Follows jobs for any number of viewers: what is stored, in its order, and in between how far the nodes have come.
///
/// Everything is pulled. While someone follows a job, one task reads its journal, woken by the job's own signal, or by the
/// clock where another process runs it; viewers are told that there is something, and take it when they can.
package final class EventFeed<Frame: Sendable>: Sendable {
    private struct Followed {
        let tail: JobTail<Frame>
        let task: Task<Void, Never>
        var viewers: Int
    }

    private let store: any JobStore
    private let manager: JobManager
    private let clock: any Clock<Duration>
    private let frames: FeedFrames<Frame>
    private let mostKept: Int
    private let followed = NIOLockedValueBox<[JobID: Followed]>([:])

    /// `mostKept` is how many entries of a job are kept in memory for its viewers.
    package init(
        store: any JobStore,
        manager: JobManager,
        clock: any Clock<Duration>,
        mostKept: Int = 4096,
        frames: FeedFrames<Frame>
    ) {
        self.store = store
        self.manager = manager
        self.clock = clock
        self.mostKept = mostKept
        self.frames = frames
    }

    /// Follows a job from now on, for as long as the subscription is held.
    ///
    /// - Throws: `StoreError`. On cancellation it follows all the same.
    package func follow(_ id: JobID) async throws(StoreError) -> EventSubscription<Frame> {
        let sequence = try await store.lastSequence(of: id)
        let tail = followed.withLockedValue { followed -> JobTail<Frame> in
            if let known = followed[id] {
                followed[id]?.viewers += 1
                return known.tail
            }
            let journal = EventJournal(store: store, job: id)
            let tail = JobTail(journal, from: sequence, frames: frames, mostKept: mostKept)
            followed[id] = Followed(tail: tail, task: Task { await self.read(id, tail) }, viewers: 1)
            return tail
        }
        return EventSubscription(tail: tail, startedAt: sequence) { [weak self] in self?.leave(id, tail) }
    }

    private func leave(_ id: JobID, _ tail: JobTail<Frame>) {
        let ended = followed.withLockedValue { followed -> Task<Void, Never>? in
            // After a failure another tail may have taken this one's place.
            guard let entry = followed[id], entry.tail === tail else { return nil }
            if entry.viewers > 1 {
                followed[id]?.viewers -= 1
                return nil
            }
            followed[id] = nil
            return entry.task
        }
        ended?.cancel()
    }

    /// Reads a job's journal until nothing more comes, or nobody follows it.
    private func read(_ id: JobID, _ tail: JobTail<Frame>) async {
        let (bell, ring) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen(for: id, ring) }
            var shown = Shown()
            for await _ in bell {
                guard await self.advance(tail) else {
                    self.forget(id, tail)
                    break
                }
                if let snapshot = manager.snapshot(of: id), shown.isDue(snapshot) { tail.show(snapshot) }
                // What comes at once is read together.
                do { try await clock.sleep(for: Self.pace) } catch { break }
            }
            group.cancelAll()
        }
    }

    /// Reads what is new, again and again while the store cannot be read; answers whether there may be more.
    ///
    /// A store that is busy or out of descriptors for a moment ends nobody's stream. One that stays so for long does, and
    /// whoever follows the job after that begins anew.
    private func advance(_ tail: JobTail<Frame>) async -> Bool {
        var rest = Self.firstRest
        while true {
            switch await tail.advance() {
            case .more: return true
            case .over: return false
            case .failed(let error):
                guard rest <= Self.longestRest else {
                    tail.fail(error)
                    return false
                }
                do { try await clock.sleep(for: rest) } catch { return false }
                rest *= 2
            }
        }
    }

    /// Lets nobody else follow by a tail that has ended.
    private func forget(_ id: JobID, _ tail: JobTail<Frame>) {
        followed.withLockedValue { followed in
            if followed[id]?.tail === tail { followed[id] = nil }
        }
    }

    /// Rings when the job has changed, as far as this process knows; else once a second.
    private func listen(for id: JobID, _ ring: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            for await _ in manager.changes(of: id) { ring.yield() }
            ring.yield()
            do { try await clock.sleep(for: Self.pollInterval) } catch { break }
        }
        ring.finish()
    }

    /// Keeps progress to what is new, once a second.
    private struct Shown {
        private var last: JobSnapshot?

        mutating func isDue(_ snapshot: JobSnapshot) -> Bool {
            if let last {
                guard snapshot.elapsed - last.elapsed >= .seconds(1),
                    snapshot.bytes != last.bytes || snapshot.counts != last.counts
                        || snapshot.running.map(\.progress.stepsDone) != last.running.map(\.progress.stepsDone)
                else { return false }
            }
            last = snapshot
            return true
        }
    }

    private static var pace: Duration { .milliseconds(50) }
    private static var pollInterval: Duration { .seconds(1) }
    private static var firstRest: Duration { .milliseconds(100) }
    /// Before the last try; a quarter of a minute has passed by then.
    private static var longestRest: Duration { .seconds(8) }
}
