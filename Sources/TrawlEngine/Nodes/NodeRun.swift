import NIOConcurrencyHelpers
import TrawlDomain

/// One attempt at one node: claims it, has it collected, and can be told to stop from anywhere.
///
/// Two tasks: the one that calls ``work()`` is never cancelled, so that what the attempt came to can be stored; the
/// collector's is, and is waited for only as long as anyone wants to (``giveUp(_:)``).
final class NodeRun: Sendable {
    typealias ID = Int

    private struct State {
        var stop: Attempt.Stop?
        var collecting: Task<Void, Never>?
        var hasBegun = false
        var answer: Attempt.Answer?
        var waiter: CheckedContinuation<Attempt.Answer, Never>?
    }

    /// Differs among all attempts of a job.
    let id: ID
    /// The node's place in the run.
    let place: Int
    let gauge: NodeGauge
    private let job: Job
    private let node: NodeName
    private let ports: EnginePorts
    private let board: JobBoard
    private let state = NIOLockedValueBox(State())

    init(id: ID, place: Int, node: NodeName, job: Job, ports: EnginePorts, board: JobBoard) {
        self.id = id
        self.place = place
        self.node = node
        self.job = job
        self.ports = ports
        self.board = board
        gauge = NodeGauge(timeline: ports.timeline, meter: ports.meter)
    }

    /// Why the attempt was told to stop; nil while it was not.
    var stopReason: StopReason? { state.withLockedValue { $0.stop?.reason } }

    /// Whether the collector was called.
    var hasBegun: Bool { state.withLockedValue { $0.hasBegun } }

    /// Makes the attempt; returns when its collector has answered, or was given up.
    @concurrent
    func work(on executor: (any TaskExecutor)?) async -> Attempt.End {
        let move: NodeMove
        do throws(StoreError) {
            move = try await ports.store.claimNode(node, of: job.id, at: ports.now())
        } catch {
            return .storeFailed(error)
        }
        switch move {
        case .refused, .notFound:
            return .notClaimed
        case .moved(let record):
            board.claimed(record, gauge: gauge)
            let answer = await collect(record, on: executor)
            gauge.end()
            return .over(
                Attempt(
                    record: record,
                    answer: answer,
                    stop: state.withLockedValue { $0.stop },
                    endedAt: ports.timeline.now,
                    progress: gauge.progress
                )
            )
        }
    }

    /// Tells the attempt to end its remote work; answers false where it was told before, or is over.
    ///
    /// Never waits.
    func stop(_ reason: StopReason) -> Bool {
        let now = ports.timeline.now
        let stage = gauge.progress.stage
        let (isFirst, collecting) = state.withLockedValue { state -> (Bool, Task<Void, Never>?) in
            guard state.stop == nil, state.answer == nil else { return (false, nil) }
            state.stop = Attempt.Stop(reason: reason, at: now, stage: stage)
            return (true, state.collecting)
        }
        collecting?.cancel()
        return isFirst
    }

    /// Stops waiting for the collector of an attempt that was told to stop; what it answers later is dropped.
    ///
    /// The text says what that means.
    func giveUp(_ detail: String) {
        // Whoever was told to stop before it began never will.
        deliver(hasBegun ? .none(detail) : .neverBegan)
    }

    private func collect(_ record: NodeRecord, on executor: (any TaskExecutor)?) async -> Attempt.Answer {
        let assignment = NodeAssignment(
            job: job,
            target: record.target,
            attempt: record.attempt,
            progress: { [gauge, board] in if gauge.take($0) { board.announce() } },
            stopReason: { [weak self] in self?.stopReason }
        )
        state.withLockedValue { state in
            state.collecting = Task(executorPreference: executor) { @concurrent [collector = ports.collector] in
                guard self.begins() else { return self.deliver(.neverBegan) }
                self.deliver(.report(await collector.collect(assignment)))
            }
        }
        return await withCheckedContinuation { continuation in
            let answer = state.withLockedValue { state in
                if state.answer == nil { state.waiter = continuation }
                return state.answer
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// The last moment before the collector is called: an attempt that was told to stop by then never begins.
    ///
    /// Between this and its task's start much can happen, even the end of the job.
    private func begins() -> Bool {
        state.withLockedValue { state in
            guard state.stop == nil else { return false }
            state.hasBegun = true
            return true
        }
    }

    /// The first answer counts.
    private func deliver(_ answer: Attempt.Answer) {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Attempt.Answer, Never>? in
            guard state.answer == nil else { return nil }
            state.answer = answer
            state.collecting = nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: answer)
    }
}
