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

    /// Ends what an earlier process left open; for a new one that holds the store alone, before it starts anything.
    ///
    /// RUNNING nodes become FAILED (``FailureCode/interrupted``, verdict ``CancelOutcome/unverified``), PENDING nodes
    /// of a RUNNING job CANCELLED for the same reason, CANCELLED nodes without a verdict get `unverified`; each such job
    /// gets its derived status, with one audit event, and is settled. PENDING jobs stay. Answers the jobs it touched,
    /// oldest first.
    func recover(at moment: Date, by caller: Caller) async throws(StoreError) -> [JobID]

    /// One job; nil where there is none.
    func job(_ id: JobID) async throws(StoreError) -> Job?

    /// Jobs, newest first.
    func jobs(_ query: JobQuery) async throws(StoreError) -> [Job]

    /// Nodes of a job in job order; empty where there is no such job.
    func nodes(of id: JobID, _ query: NodeQuery) async throws(StoreError) -> [NodeRecord]

    /// One node; nil where there is no such job or node.
    func node(_ node: NodeName, of id: JobID) async throws(StoreError) -> NodeRecord?

    /// A job's audit events, oldest first.
    func audit(of id: JobID) async throws(StoreError) -> [AuditEvent]

    /// A job's journal behind a sequence number, oldest first.
    func events(of id: JobID, after sequence: Int64, limit: Int) async throws(StoreError) -> [JobEvent]
}
