import Dispatch
package import GRDB
import NIOConcurrencyHelpers
package import TrawlDomain

/// Where moves wait for the database, and share its commits.
///
/// While one transaction is written and synced, the moves that arrive wait; the next transaction takes them all. A move
/// that fails takes none of its neighbours with it: the transaction is then done again, each move in a savepoint of its
/// own, which is too dear for the usual case. Commits that follow each other closely are spread by a ``Pace``, so that
/// moves gather; an urgent move never waits for it. Callers are answered after the commit. Where the disk is full, an urgent move takes the room of a ``Reserve``. The work is done on
/// the database's own queue, never on a thread of Swift's pool, and by no task: a caller's cancellation cannot stop it.
package final class CommitQueue: Sendable {
    package enum Lane: Sendable {
        /// Runs before everything that waits, in a transaction of its own.
        case urgent
        case ordinary
    }

    /// What a move came to, to be told to its caller once that is on disk.
    fileprivate struct Outcome {
        let failure: (any Error)?
        let answer: () -> Void
    }

    private struct Waiting: Sendable {
        /// Runs the move; what it did stays in the transaction even where it failed.
        let run: @Sendable (Database) -> Outcome
        let fail: @Sendable (StoreError) -> Void
    }

    private struct State {
        var urgent: [Waiting] = []
        var ordinary: [Waiting] = []
        /// Whether the database's queue is at work on what waits, or will be at once.
        var isDraining = false
        /// Whether a timer will look at what waits.
        var isPaused = false
        /// Whether nothing is to wait any more.
        var isHurried = false
        /// Each commit costs a sync of the disk and rewrites the same pages, whoever's moves it holds.
        var pace = Pace(burst: 8, spacing: .milliseconds(40))
        var commits = 0
        var commitTimes = DurationHistogram()

        /// What is to be done next, at a time of the process's monotonic clock.
        mutating func next(at now: ContinuousClock.Instant) -> Step {
            if !urgent.isEmpty {
                defer { urgent = [] }
                return .commit(urgent, .urgent)
            }
            guard !ordinary.isEmpty else {
                isDraining = false
                return .rest
            }
            let mayPause = !isHurried && ordinary.count < CommitQueue.largestBatch
            let pause = mayPause ? pace.pause(before: now) : .zero
            if pause > .zero {
                isDraining = false
                defer { isPaused = true }
                return isPaused ? .rest : .pause(pause)
            }
            pace.began(at: now)
            let batch = Array(ordinary.prefix(CommitQueue.largestBatch))
            ordinary.removeFirst(batch.count)
            return .commit(batch, .ordinary)
        }
    }

    private enum Step {
        case commit([Waiting], Lane)
        /// What waits gathers for so long.
        case pause(Duration)
        case rest
    }

    /// Bounds how long an urgent move waits for the transaction before it.
    private static let largestBatch = 256

    private let database: DatabasePool
    private let path: String
    private let broke: @Sendable (StoreError) -> Void
    private let reserve: Reserve?
    private let state = NIOLockedValueBox(State())

    /// Makes the queue of a database; `broke` is told, each time, that the database failed as only a broken medium makes it.
    package convenience init(_ database: DatabasePool, broke: @escaping @Sendable (StoreError) -> Void = { _ in }) {
        self.init(database, reserve: nil, broke: broke)
    }

    init(_ database: DatabasePool, reserve: Reserve?, broke: @escaping @Sendable (StoreError) -> Void) {
        self.database = database
        path = database.path
        self.reserve = reserve
        self.broke = broke
    }

    /// How many transactions were committed.
    package var commits: Int { state.withLockedValue { $0.commits } }

    /// How long they took, the moves and the sync.
    package var commitTimes: DurationHistogram { state.withLockedValue { $0.commitTimes } }

    /// How many moves wait for their transaction to begin.
    package var waiting: Int { state.withLockedValue { $0.urgent.count + $0.ordinary.count } }

    /// Runs a move in the next transaction and answers once it is committed.
    ///
    /// What `move` throws undoes what it did, and nothing else. On cancellation nothing changes: the move is stored.
    ///
    /// - Throws: What `move` throws, or what the commit failed with, as a ``StoreError``.
    package func run<Value: Sendable>(
        in lane: Lane,
        _ move: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let path = path
            enqueue(
                Waiting(
                    run: { db in
                        do {
                            let value = try move(db)
                            return Outcome(failure: nil) { continuation.resume(returning: .success(value)) }
                        } catch {
                            let fault = StoreError(error, at: path)
                            return Outcome(failure: error) { continuation.resume(returning: .failure(fault)) }
                        }
                    },
                    fail: { continuation.resume(returning: .failure($0)) }
                ),
                in: lane
            )
        }
        return try result.get()
    }

    /// Runs a move in the next transaction; nobody waits for it, and where it fails nobody is told.
    package func post(_ move: @escaping @Sendable (Database) throws -> Void) {
        enqueue(
            Waiting(
                run: { db in
                    do {
                        try move(db)
                        return Outcome(failure: nil) {}
                    } catch {
                        return Outcome(failure: error) {}
                    }
                },
                fail: { _ in }
            ),
            in: .ordinary
        )
    }

    /// From now on commits follow each other at once; for whoever is about to close the database.
    func hurry() {
        let mustStart = state.withLockedValue { state in
            state.isHurried = true
            guard !state.ordinary.isEmpty else { return false }
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustStart { start() }
    }

    private func enqueue(_ move: Waiting, in lane: Lane) {
        let mustStart = state.withLockedValue { state in
            switch lane {
            case .urgent: state.urgent.append(move)
            case .ordinary:
                state.ordinary.append(move)
                if state.isPaused, !state.isHurried, state.ordinary.count < Self.largestBatch { return false }
            }
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustStart { start() }
    }

    private func start() {
        database.asyncWriteWithoutTransaction { db in self.drain(db) }
    }

    private func drain(_ db: Database) {
        while true {
            switch state.withLockedValue({ $0.next(at: .now) }) {
            case .commit(let batch, let lane): commit(batch, from: lane, in: db)
            case .pause(let pause): return resume(after: pause)
            case .rest: return
            }
        }
    }

    private func resume(after pause: Duration) {
        let (seconds, attoseconds) = pause.components
        let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) {
            let mustStart = self.state.withLockedValue { state in
                state.isPaused = false
                defer { state.isDraining = true }
                return !state.isDraining
            }
            if mustStart { self.start() }
        }
    }

    private func commit(_ batch: [Waiting], from lane: Lane, in db: Database) {
        do throws(StoreError) {
            if let reserve, lane == .ordinary, !reserve.hold() {
                throw StoreError(code: .full, message: "There is no room left for the database \(path).")
            }
            let outcomes: [Outcome]
            do throws(StoreError) {
                outcomes = try write(batch, in: db)
            } catch {
                // Nothing of the first try is there: SQLite has undone it, and nobody was answered.
                guard lane == .urgent, error.code == .full, reserve?.giveUp() == true else { throw error }
                outcomes = try write(batch, in: db)
            }
            for outcome in outcomes { outcome.answer() }
        } catch {
            for move in batch { move.fail(error) }
        }
    }

    /// Runs moves in one transaction; what is thrown undid all of them.
    private func write(_ batch: [Waiting], in db: Database) throws(StoreError) -> [Outcome] {
        let begin = ContinuousClock.now
        do {
            let outcomes = try transact(batch, in: db, apart: false) ?? transact(batch, in: db, apart: true)
            state.withLockedValue { state in
                state.commits += 1
                state.commitTimes.add(ContinuousClock.now - begin)
            }
            return outcomes ?? []
        } catch {
            tellIfBroken(error)
            throw StoreError(error, at: path)
        }
    }

    /// Runs moves in one transaction; nil where one failed that is not kept apart, and nothing is stored then.
    private func transact(_ batch: [Waiting], in db: Database, apart: Bool) throws -> [Outcome]? {
        var outcomes: [Outcome]? = []
        try db.inTransaction(.immediate) {
            for move in batch {
                let outcome = try apart ? db.insideSavepoint { move.run(db) } : move.run(db)
                if let failure = outcome.failure { tellIfBroken(failure) }
                // Some faults (a full disk, a failed write) make SQLite undo the whole transaction.
                if let failure = outcome.failure, !db.isInsideTransaction || isFull(failure) { throw failure }
                guard apart || outcome.failure == nil else {
                    outcomes = nil
                    return .rollback
                }
                outcomes?.append(outcome)
            }
            return .commit
        }
        return outcomes
    }

    private func isFull(_ failure: any Error) -> Bool { StoreError(failure, at: path).code == .full }

    /// What a move itself takes for damage is the affair of whoever made it: one row must not end the process again and again.
    func tellIfBroken(_ failure: any Error) {
        guard !(failure is StoreError) else { return }
        let fault = StoreError(failure, at: path)
        switch fault.code {
        case .broken: broke(fault)
        case .conflict, .full, .unusable: break
        }
    }
}

extension Database {
    /// Undoes what `work` did to the database when it fails, and leaves the transaction around it open.
    fileprivate func insideSavepoint(_ work: () -> CommitQueue.Outcome) throws -> CommitQueue.Outcome {
        try cachedStatement(sql: "SAVEPOINT move").execute()
        let outcome = work()
        guard isInsideTransaction else { return outcome }
        if outcome.failure != nil { try cachedStatement(sql: "ROLLBACK TO move").execute() }
        try cachedStatement(sql: "RELEASE move").execute()
        return outcome
    }
}
