import Foundation
import TrawlDomain
import TrawlStore

/// A store that a test can hold up, or make fail, at one of its calls; beneath it is the real one in memory.
struct ScriptedStore: JobStore {
    enum Call: Hashable, Sendable {
        case startJob, cancelJob, finishJob, settleJob, skipPending, noteProgress
        case claim(NodeName)
        case cancelNode(NodeName)
        case finish(NodeName)
        case verdict(NodeName)
    }

    var memory = MemoryJobStore()
    /// Runs before a call reaches the store.
    var before: @Sendable (Call) async throws(StoreError) -> Void = { _ in }
    /// Runs before a job's journal is read.
    var beforeEvents: @Sendable () async throws(StoreError) -> Void = {}
    /// Runs when it is stored, before the caller learns of it.
    var after: @Sendable (Call) async -> Void = { _ in }

    private func scripted<R: Sendable>(
        _ call: Call,
        _ body: () async throws(StoreError) -> R
    )
        async throws(StoreError) -> R
    {
        try await before(call)
        let result = try await body()
        await after(call)
        return result
    }

    func checkWriter() async throws(StoreError) { await memory.checkWriter() }

    func create(_ new: NewJob, as id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> Job {
        try await memory.create(new, as: id, by: caller, at: moment)
    }

    func create(
        _ new: NewJob,
        as id: JobID,
        key: SubmissionKey,
        by caller: Caller,
        at moment: Date
    )
        async throws(StoreError) -> CreateAnswer
    {
        try await memory.create(new, as: id, key: key, by: caller, at: moment)
    }

    func submission(
        under key: SubmissionKey,
        in projectID: String,
        by caller: Caller,
        at moment: Date
    ) async -> CreateAnswer? {
        await memory.submission(under: key, in: projectID, by: caller, at: moment)
    }

    func startJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> JobMove {
        try await scripted(.startJob) { () async throws(StoreError) in
            await memory.startJob(id, by: caller, at: moment)
        }
    }

    func claimNode(_ node: NodeName, of id: JobID, at moment: Date) async throws(StoreError) -> NodeMove {
        try await scripted(.claim(node)) { () async throws(StoreError) in
            await memory.claimNode(node, of: id, at: moment)
        }
    }

    func finishNode(
        _ node: NodeName,
        of id: JobID,
        attempt: Int,
        result: NodeResult,
        at moment: Date
    )
        async throws(StoreError) -> NodeMove
    {
        try await scripted(.finish(node)) { () async throws(StoreError) in
            await memory.finishNode(node, of: id, attempt: attempt, result: result, at: moment)
        }
    }

    func skipPending(
        of id: JobID,
        because reason: NodeFailure,
        at moment: Date
    )
        async throws(StoreError) -> [NodeName]
    {
        try await scripted(.skipPending) { () async throws(StoreError) in
            await memory.skipPending(of: id, because: reason, at: moment)
        }
    }

    func cancelJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> CancelAnswer {
        try await scripted(.cancelJob) { () async throws(StoreError) in
            await memory.cancelJob(id, by: caller, at: moment)
        }
    }

    func recordVerdict(
        _ verdict: CancelVerdict,
        report: NodeReport?,
        node: NodeName,
        of id: JobID,
        at moment: Date
    ) async throws(StoreError) {
        try await scripted(.verdict(node)) { () async throws(StoreError) in
            await memory.recordVerdict(verdict, report: report, node: node, of: id, at: moment)
        }
    }

    func finishJob(_ id: JobID, by caller: Caller, at moment: Date) async throws(StoreError) -> JobMove {
        try await scripted(.finishJob) { () async throws(StoreError) in
            await memory.finishJob(id, by: caller, at: moment)
        }
    }

    func settleJob(_ id: JobID, at moment: Date) async throws(StoreError) {
        try await scripted(.settleJob) { () async throws(StoreError) in await memory.settleJob(id, at: moment) }
    }

    func noteProgress(_ progress: [NodeName: NodeProgress], of id: JobID) async throws(StoreError) {
        try await scripted(.noteProgress) { () async throws(StoreError) in
            await memory.noteProgress(progress, of: id)
        }
    }

    func cancelNode(
        _ node: NodeName,
        of id: JobID,
        at moment: Date
    )
        async throws(StoreError) -> NodeCancelAnswer
    {
        try await scripted(.cancelNode(node)) { () async throws(StoreError) in
            await memory.cancelNode(node, of: id, at: moment)
        }
    }

    func deleteJob(_ id: JobID, at moment: Date) async -> DeleteAnswer { await memory.deleteJob(id, at: moment) }
    func deletedJobs() async -> [JobID] { await memory.deletedJobs() }
    func forgetDeleted(_ id: JobID) async { await memory.forgetDeleted(id) }

    func recover(
        _ policy: RecoveryPolicy,
        at moment: Date,
        by caller: Caller
    )
        async throws(StoreError) -> Recovery
    {
        try await memory.recover(policy, at: moment, by: caller)
    }

    func job(_ id: JobID, in projectID: String?) async -> Job? { await memory.job(id, in: projectID) }
    func failures(of id: JobID) async -> [FailureGroup] { await memory.failures(of: id) }
    func jobs(_ query: JobQuery) async -> [Job] { await memory.jobs(query) }
    func nodes(of id: JobID, _ query: NodeQuery) async throws(StoreError) -> [NodeRecord] {
        try await memory.nodes(of: id, query)
    }
    func node(_ node: NodeName, of id: JobID) async -> NodeRecord? { await memory.node(node, of: id) }
    func audit(of id: JobID, in projectID: String?) async -> [AuditEvent] { await memory.audit(of: id, in: projectID) }
    func events(of id: JobID, after sequence: Int64, limit: Int) async throws(StoreError) -> [JobEvent] {
        try await beforeEvents()
        return await memory.events(of: id, after: sequence, limit: limit)
    }

    func lastSequence(of id: JobID) async -> Int64 { await memory.lastSequence(of: id) }
}
