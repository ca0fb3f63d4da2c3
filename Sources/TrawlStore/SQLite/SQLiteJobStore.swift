package import Foundation
import GRDB
import NIOConcurrencyHelpers
package import TrawlDomain

/// Jobs in SQLite: one file, written by one process, read by any number.
///
/// What a call has answered is synced to disk (WAL with `synchronous=FULL`). See ``CommitQueue`` for who shares a commit.
package final class SQLiteJobStore: JobStore {
    /// How much a read may have to read; each kind has connections of its own.
    enum Reading {
        /// A row or two: what a cancel and a sign-in need first, so it never waits behind lists.
        case row
        case list
    }

    private let pool: DatabasePool
    private let rowPool: DatabasePool
    /// Nil where the store was opened for reading.
    private let queue: CommitQueue?
    private let lock: DataDirectoryLock?
    private let now: @Sendable () -> Date
    let tokenUses = NIOLockedValueBox(TokenUses())

    /// Opens a data directory to work in it: makes it if it is not there, takes its lock, brings the schema up to date.
    ///
    /// Blocks for as long as that takes. `command` is shown to whoever finds the directory locked and must hold no
    /// secret; `now` gives the audit trail its `recorded_at`; `broke` is told when the medium failed, whoever met it.
    /// `reserve` bytes of the disk are kept for moves that must be stored when it is full, cancels above all.
    ///
    /// - Throws: ``StoreError/Code/unusable`` where another process holds the lock, the rights do not suffice, or a newer
    ///   trawl wrote the database; ``StoreError/Code/full`` and ``StoreError/Code/broken`` as they are found.
    package init(
        dataDirectory: DataDirectory,
        command: String,
        now: @escaping @Sendable () -> Date = { Date() },
        reserve: Int = 0,
        broke: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) throws(StoreError) {
        try dataDirectory.prepare()
        lock = try DataDirectoryLock(dataDirectory, command: command)
        try dataDirectory.prepareDatabase()
        self.now = now
        do {
            var configuration = Configuration()
            configuration.label = "trawl"
            configuration.busyMode = .timeout(5)
            pool = try DatabasePool(path: dataDirectory.database, configuration: configuration)
            try pool.writeWithoutTransaction { db in
                // The pool sets NORMAL when it opens; that would lose, with the power, what was answered.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try Schema.refuseNewer(db, path: dataDirectory.database)
            }
            try Schema.migrator.migrate(pool)
            rowPool = try DatabasePool(path: dataDirectory.database, configuration: Self.reading)
        } catch {
            throw StoreError(error, at: dataDirectory.database)
        }
        queue = CommitQueue(pool, reserve: Reserve(in: dataDirectory, size: reserve), broke: broke)
    }

    /// Opens a data directory to look at it, also while another process works in it; every move is refused.
    ///
    /// - Throws: ``StoreError/Code/unusable`` where there is no database, or one of another trawl's schema.
    package init(reading dataDirectory: DataDirectory) throws(StoreError) {
        let path = dataDirectory.database
        guard access(path, R_OK) == 0 else {
            guard errno == ENOENT else { throw .files("read the database", path, errno) }
            throw StoreError(code: .unusable, message: "There are no jobs in the data directory \(dataDirectory.path).")
        }
        do {
            pool = try DatabasePool(path: path, configuration: Self.reading)
            // A command reads one thing after the other.
            rowPool = pool
            try pool.read { db in
                try Schema.refuseNewer(db, path: path)
                guard try Schema.migrator.hasCompletedMigrations(db) else {
                    throw StoreError(
                        code: .unusable,
                        message: "The database \(path) was written by an older trawl: "
                            + "the next job that is run there brings it up to date."
                    )
                }
            }
        } catch {
            throw StoreError(error, at: path)
        }
        queue = nil
        lock = nil
        now = { Date() }
    }

    /// How many transactions were committed since the store was opened.
    package var commits: Int { queue?.commits ?? 0 }

    /// How long they took, the moves and the sync.
    package var commitTimes: DurationHistogram { queue?.commitTimes ?? DurationHistogram() }

    /// How many moves wait for a transaction.
    package var waiting: Int { queue?.waiting ?? 0 }

    /// How the writer's connection keeps its promises, by the names of SQLite's pragmas.
    package func settings() async throws(StoreError) -> [String: String] {
        guard let queue else { return [:] }
        return try await queue.run(in: .ordinary) { db in
            var found: [String: String] = [:]
            for name in ["journal_mode", "synchronous", "foreign_keys"] {
                found[name] = try String.fetchOne(db, sql: "PRAGMA \(name)")
            }
            return found
        }
    }

    /// Closes the database, after the moves that wait, and blocks until that is done; later calls throw.
    ///
    /// A store that is dropped closes too; this is for whoever must know that it is closed.
    package func close() throws(StoreError) {
        queue?.hurry()
        do {
            try rowPool.close()
            try pool.close()
        } catch {
            throw StoreError(error, at: pool.path)
        }
    }

    private static var reading: Configuration {
        var configuration = Configuration()
        configuration.label = "trawl"
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return configuration
    }

    package func create(
        _ new: NewJob,
        as id: JobID,
        by caller: Caller,
        at moment: Date
    )
        async throws(StoreError) -> Job
    {
        try await move(then: .jobCreateAfterCommit) { try $0.create(new, as: id, by: caller, at: moment) }
    }

    package func create(
        _ new: NewJob,
        as id: JobID,
        key: SubmissionKey,
        by caller: Caller,
        at moment: Date
    )
        async throws(StoreError) -> CreateAnswer
    {
        try await move(then: .jobCreateAfterCommit) { try $0.create(new, as: id, key: key, by: caller, at: moment) }
    }

    package func submission(
        under key: SubmissionKey,
        in projectID: String,
        by caller: Caller,
        at moment: Date
    )
        async throws(StoreError) -> CreateAnswer?
    {
        try await read { try SubmissionKeyTable(db: $0).answer(to: key, in: projectID, by: caller, at: moment) }
    }

    package func startJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> JobMove {
        try await move { try $0.start(id, by: caller, at: moment) }
    }

    package func claimNode(_ node: NodeName, of id: JobID, at moment: Date) async throws(StoreError) -> NodeMove {
        try await move(then: .nodeClaimAfterCommit) { try $0.claim(node, of: id, at: moment) }
    }

    package func finishNode(
        _ node: NodeName,
        of id: JobID,
        attempt: Int,
        result: NodeResult,
        at moment: Date
    )
        async throws(StoreError) -> NodeMove
    {
        try await move(then: .nodeResultAfterCommit) {
            try $0.finish(node, of: id, attempt: attempt, result: result, at: moment)
        }
    }

    package func skipPending(
        of id: JobID,
        because reason: NodeFailure,
        at moment: Date
    )
        async throws(StoreError) -> [NodeName]
    {
        try await move { try $0.skipPending(of: id, because: reason, at: moment) }
    }

    package func cancelJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> CancelAnswer {
        try await move(in: .urgent, then: .jobCancelAfterCommit) { try $0.cancel(id, by: caller, at: moment) }
    }

    package func recordVerdict(
        _ verdict: CancelVerdict,
        report: NodeReport?,
        node: NodeName,
        of id: JobID,
        at moment: Date
    ) async throws(StoreError) {
        try await move { try $0.judge(verdict, report: report, node: node, of: id, at: moment) }
    }

    package func finishJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> JobMove {
        try await move(then: .jobDeriveAfterCommit) { try $0.finish(id, by: caller, at: moment) }
    }

    package func settleJob(_ id: JobID, at moment: Date) async throws(StoreError) {
        try await move { try $0.settle(id, at: moment) }
    }

    package func noteProgress(_ progress: [NodeName: NodeProgress], of id: JobID) async throws(StoreError) {
        try await move { try $0.note(progress, of: id) }
    }

    package func cancelNode(
        _ node: NodeName,
        of id: JobID,
        at moment: Date
    )
        async throws(StoreError) -> NodeCancelAnswer
    {
        try await move(in: .urgent) { try $0.cancelNode(node, of: id, at: moment) }
    }

    package func deleteJob(_ id: JobID, at moment: Date) async throws(StoreError) -> DeleteAnswer {
        try await move { try $0.delete(id, at: moment) }
    }

    package func deletedJobs() async throws(StoreError) -> [JobID] {
        try await read { try JobTable(db: $0).deleted() }
    }

    package func forgetDeleted(_ id: JobID) async throws(StoreError) {
        try await move { try JobTable(db: $0.db).forgetDeleted(id) }
    }

    package func recover(
        _ policy: RecoveryPolicy,
        at moment: Date,
        by caller: Caller
    )
        async throws(StoreError) -> Recovery
    {
        // What a cancel needs of the database has to be there on a full disk too, and this comes before any cancel.
        try await move(in: .urgent) { try $0.recover(policy, by: caller, at: moment) }
    }

    package func job(_ id: JobID, in projectID: String?) async throws(StoreError) -> Job? {
        try await read(.row) { try JobTable(db: $0).job(id, in: projectID) }
    }

    package func jobs(_ query: JobQuery) async throws(StoreError) -> [Job] {
        try await read { try JobTable(db: $0).jobs(query) }
    }

    package func nodes(of id: JobID, _ query: NodeQuery) async throws(StoreError) -> [NodeRecord] {
        try await read { try NodeTable(db: $0).nodes(of: id, query) }
    }

    package func positions(of id: JobID, _ query: NodeQuery) async throws(StoreError) -> [Int] {
        try await read { try NodeTable(db: $0).positions(of: id, query) }
    }

    package func census(of projectID: String?) async throws(StoreError) -> StoreCensus {
        try await read { try JobTable(db: $0).census(of: projectID) }
    }

    package func node(_ node: NodeName, of id: JobID) async throws(StoreError) -> NodeRecord? {
        try await read(.row) { try NodeTable(db: $0).stored(node, of: id)?.record }
    }

    package func failures(of id: JobID) async throws(StoreError) -> [FailureGroup] {
        try await read { try NodeTable(db: $0).failures(of: id) }.largestFirst
    }

    package func audit(of id: JobID, in projectID: String?) async throws(StoreError) -> [AuditEvent] {
        try await read { try AuditTable(db: $0).events(of: id, in: projectID) }
    }

    package func events(of id: JobID, after sequence: Int64, limit: Int) async throws(StoreError) -> [JobEvent] {
        try await read { try EventTable(db: $0).events(of: id, after: sequence, limit: limit) }
    }

    package func lastSequence(of id: JobID) async throws(StoreError) -> Int64 {
        try await read(.row) { try EventTable(db: $0).lastSequence(of: id) }
    }

    func move<Value: Sendable>(
        in lane: CommitQueue.Lane = .ordinary,
        then point: Failpoint? = nil,
        _ body: @escaping @Sendable (JobTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        guard let queue else {
            throw StoreError(code: .unusable, message: "The database \(pool.path) was opened for reading only.")
        }
        let now = now
        let value = try await queue.run(in: lane) { db in try body(JobTransaction(db: db, recordedAt: now())) }
        if let point { Failpoint.hit(point) }
        return value
    }

    /// Sends a move on its way and does not wait for it.
    func post(_ body: @escaping @Sendable (JobTransaction) throws -> Void) {
        let now = now
        queue?.post { db in try body(JobTransaction(db: db, recordedAt: now())) }
    }

    /// Reads a state of the database as of one moment, on a reader's own queue; a caller's cancellation does not matter.
    func read<Value: Sendable>(
        _ reading: Reading = .list,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let (path, queue) = (pool.path, queue)
        let connections =
            switch reading {
            case .row: rowPool
            case .list: pool
            }
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            connections.asyncRead { database in
                do {
                    continuation.resume(returning: .success(try body(database.get())))
                } catch {
                    queue?.tellIfBroken(error)
                    continuation.resume(returning: .failure(StoreError(error, at: path)))
                }
            }
        }
        return try result.get()
    }
}
