package import Foundation

/// Where jobs live.
///
/// What a call has answered is durable.
///
/// Every move is a compare-and-set through the tables of ``JobStatus`` and ``NodeStatus``; each job transition writes
/// exactly one audit event, and each job or node move one journal event, in the move's own transaction. Moves that
/// arrive together may share a commit. One conformance suite holds for every implementation.
///
/// Calls are not abandoned on cancellation: a move whose task is cancelled is stored all the same, because the final
/// state of a cancelled task must be written too.
///
/// - Throws: ``StoreError`` from every call.
package protocol JobStore: Sendable {
    /// Stores a PENDING job with its PENDING nodes, and the audit event of its creation (without a previous status).
    ///
    /// Refuses a job without nodes, with two nodes of one name, or with an id that is taken (``StoreError/Code/conflict``).
    func create(_ new: NewJob, as id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> Job

    /// The same under a key, which is stored in the same transaction and kept for ``SubmissionKey/lifetime``.
    ///
    /// Keys are told apart by the job's project and the caller's id; one outlives its job.
    func create(
        _ new: NewJob,
        as id: JobID,
        key: SubmissionKey,
        by caller: Caller,
        at moment: Date
    )
        async throws(StoreError) -> CreateAnswer

    /// What ``create(_:as:key:by:at:)`` would answer without storing anything; nil where the key is free.
    ///
    /// It needs nothing of the new job but its project, so that a request that comes again is known before anything that
    /// it names is looked up.
    func submission(
        under key: SubmissionKey,
        in projectID: String,
        by caller: Caller,
        at moment: Date
    )
        async throws(StoreError) -> CreateAnswer?

    /// PENDING → RUNNING.
    func startJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> JobMove

    /// PENDING → RUNNING for one node of a RUNNING job; counts the attempt.
    func claimNode(_ node: NodeName, of id: JobID, at moment: Date) async throws(StoreError) -> NodeMove

    /// Stores what an attempt came to. Refused unless the node is RUNNING in that very attempt.
    func finishNode(
        _ node: NodeName,
        of id: JobID,
        attempt: Int,
        result: NodeResult,
        at moment: Date
    )
        async throws(StoreError) -> NodeMove

    /// PENDING → CANCELLED with the reason, for every node of the job that has not started; answers their names.
    func skipPending(of id: JobID, because reason: NodeFailure, at moment: Date) async throws(StoreError) -> [NodeName]

    /// The one transaction of a cancel: the job's status, every node that is not final, one audit event.
    ///
    /// Nodes that were PENDING get the verdict ``CancelOutcome/neverStarted``; nodes that were RUNNING get theirs by
    /// ``recordVerdict(_:report:node:of:at:)``. A job that was PENDING, or had no RUNNING node, is settled at once.
    func cancelJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> CancelAnswer

    /// PENDING or RUNNING → CANCELLED for one node of a job that is not final; the job goes on.
    ///
    /// A node that was PENDING gets the verdict ``CancelOutcome/neverStarted``; one that was RUNNING gets its own by
    /// ``recordVerdict(_:report:node:of:at:)``.
    func cancelNode(_ node: NodeName, of id: JobID, at moment: Date) async throws(StoreError) -> NodeCancelAnswer

    /// Stores how a CANCELLED or FAILED node's remote work ended and what was kept of it. The first verdict stays.
    func recordVerdict(
        _ verdict: CancelVerdict,
        report: NodeReport?,
        node: NodeName,
        of id: JobID,
        at moment: Date
    )
        async throws(StoreError)

    /// RUNNING → what the nodes came to, once all of them are final; the job is settled by it.
    func finishJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> JobMove

    /// Says that nothing of a final job runs anywhere any more. The first time stays.
    func settleJob(_ id: JobID, at moment: Date) async throws(StoreError)

    /// Stores how far running nodes have come; nodes that are not RUNNING are passed over. Not a move, no event.
    func noteProgress(_ progress: [NodeName: NodeProgress], of id: JobID) async throws(StoreError)

    /// Deletes a job that is final and settled, with its nodes and its journal; its audit events stay.
    ///
    /// Its id stays among ``deletedJobs()``, so that what it left elsewhere is not forgotten.
    func deleteJob(_ id: JobID, at moment: Date) async throws(StoreError) -> DeleteAnswer

    /// Jobs that were deleted, and of which files may still be there.
    func deletedJobs() async throws(StoreError) -> [JobID]

    /// Nothing is left of a deleted job.
    func forgetDeleted(_ id: JobID) async throws(StoreError)

    /// Puts in order what earlier processes left open; for one that holds the store alone, before it starts anything.
    ///
    /// In every job, CANCELLED nodes without a verdict get `unverified`, and a final job is settled. Beyond that, by
    /// custody and policy, with one audit event for each transition of a job:
    /// - Of ``Custody/process``: RUNNING nodes become FAILED (``FailureCode/interrupted``, verdict
    ///   ``CancelOutcome/unverified``), PENDING nodes CANCELLED for the same reason; a RUNNING job gets its derived
    ///   status, a PENDING one is CANCELLED.
    /// - Of ``Custody/service``, where it is taken up: RUNNING nodes go back to PENDING while they have tries left, else
    ///   they become FAILED, with the same reason and verdict; a RUNNING job whose nodes are all final gets its derived
    ///   status, any other one goes on. A PENDING job is to be run where it was to be run at once, and stays otherwise.
    /// - Of ``Custody/service``, where it is not taken up: nothing.
    func recover(
        _ policy: RecoveryPolicy,
        at moment: Date,
        by caller: Caller
    )
        async throws(StoreError) -> Recovery

    /// One job; nil where there is none, or it is of another project than the given one (nil: any will do).
    ///
    /// The two take the same time.
    func job(_ id: JobID, in projectID: String?) async throws(StoreError) -> Job?

    /// Jobs, newest first.
    func jobs(_ query: JobQuery) async throws(StoreError) -> [Job]

    /// Nodes of a job; empty where there is no such job.
    ///
    /// A cursor of a list in another order is a ``StoreError/Code/conflict``.
    func nodes(of id: JobID, _ query: NodeQuery) async throws(StoreError) -> [NodeRecord]

    /// The places in the job of the nodes that a query asks for, in its order; as ``nodes(of:_:)`` otherwise.
    func positions(of id: JobID, _ query: NodeQuery) async throws(StoreError) -> [Int]

    /// Has a transaction made that changes nothing, behind no ordinary move: returns once the store's writer is at work.
    ///
    /// It costs no sync of the disk. On cancellation it is made all the same.
    func checkWriter() async throws(StoreError)

    /// How many jobs and nodes are stored, of one project or of all of them.
    func census(of projectID: String?) async throws(StoreError) -> StoreCensus

    /// One node; nil where there is no such job or node.
    func node(_ node: NodeName, of id: JobID) async throws(StoreError) -> NodeRecord?

    /// The failures of a job's FAILED nodes in groups, the largest first; empty where there is no such job.
    func failures(of id: JobID) async throws(StoreError) -> [FailureGroup]

    /// A job's audit events, oldest first; also of a job that was deleted.
    ///
    /// With a project, only those of that project.
    func audit(of id: JobID, in projectID: String?) async throws(StoreError) -> [AuditEvent]

    /// A job's journal behind a sequence number, oldest first.
    func events(of id: JobID, after sequence: Int64, limit: Int) async throws(StoreError) -> [JobEvent]

    /// The number of the last entry in a job's journal; 0 where it has none, or there is no such job.
    func lastSequence(of id: JobID) async throws(StoreError) -> Int64
}

extension JobStore {
    /// A job's audit events, oldest first; also of a job that was deleted.
    package func audit(of id: JobID) async throws(StoreError) -> [AuditEvent] { try await audit(of: id, in: nil) }

    /// By way of the nodes, for stores that have no shorter one.
    package func positions(of id: JobID, _ query: NodeQuery) async throws(StoreError) -> [Int] {
        try await nodes(of: id, query).map(\.position)
    }

    /// By way of the jobs, for stores that have no shorter one.
    package func census(of projectID: String?) async throws(StoreError) -> StoreCensus {
        var census = StoreCensus()
        for job in try await jobs(JobQuery(projectID: projectID, limit: .max)) {
            census.jobs[job.status, default: 0] += 1
            for status in NodeStatus.allCases { census.nodes[status] += job.counts[status] }
        }
        return census
    }

    /// How many jobs and nodes are stored, of all projects.
    package func census() async throws(StoreError) -> StoreCensus { try await census(of: nil) }

    /// One job of any project; nil where there is none.
    package func job(_ id: JobID) async throws(StoreError) -> Job? { try await job(id, in: nil) }
}
