import NIOCore
import TrawlCollect
import TrawlDomain

/// Jobs, wherever a command works: those of a data directory, or those of a server.
///
/// Both say the same in the same words.
///
/// - Throws: ``CommandFailure`` where what was asked for is not there or not possible; ``ServerRefusal`` and
///   ``ServerUnreachable`` of a server, `StoreError` and `FolderError` of a data directory.
protocol JobSource: Sendable {
    /// Whether a process sees to the jobs that are not final.
    var isAttended: Bool { get }

    /// The same jobs, for who watches one: what keeps them is waited for where it cannot answer for a while.
    var patient: any JobSource { get }

    /// Where a job's files are, for a person.
    func folder(of job: JobID) -> String

    /// Where a node's files are, for a person.
    func folder(of node: NodeName, in job: JobID) -> String

    /// Jobs, newest first, as many as the query's limit allows.
    func jobs(_ query: JobQuery) async throws -> Page<Job>

    /// One job; nil where there is none.
    func job(_ id: JobID) async throws -> Job?

    /// All nodes of a job, in its order.
    func nodes(of id: JobID) async throws -> [NodeRecord]

    /// One node; nil where there is none.
    func node(_ name: NodeName, of id: JobID) async throws -> NodeRecord?

    /// A job's audit events, oldest first.
    func audit(of id: JobID) async throws -> [AuditEvent]

    /// Cancels a job; what runs of it is told to stop, and is not waited for.
    func cancel(_ id: JobID) async throws -> Job

    /// Cancels one node of a job; the job goes on.
    func cancelNode(_ name: NodeName, of id: JobID) async throws -> NodeRecord

    /// Deletes a job that is final and settled, with its files.
    func delete(_ id: JobID) async throws

    /// Tells how a job stands, and all that happens to it, until it has settled.
    ///
    /// On cancellation it throws `CancellationError`, and the job goes on.
    func follow(_ id: JobID, _ tell: @Sendable (JobNews) async -> Void) async throws

    /// Hands out what a node answered, as text or as the film that it is.
    ///
    /// Where it `follows`, it goes on while the transcript grows, until the node is final.
    func transcript(
        of node: NodeRecord,
        in job: JobID,
        as form: TranscriptForm,
        follows: Bool,
        _ take: (ByteBuffer) -> Void
    ) async throws

    /// What a node's folder says of itself; nil while it is not sealed.
    func manifest(of node: NodeName, in job: JobID) async throws -> Manifest?

    /// Hands out a file that was collected, by its path in the manifest.
    func artifact(
        _ path: String,
        of node: NodeName,
        in job: JobID,
        _ take: (ByteBuffer) async throws -> Void
    )
        async throws

    /// Hands out everything of a job as one archive.
    func bundle(of job: JobID, as format: BundleFormat, _ take: (ByteBuffer) async throws -> Void) async throws

    /// Hands out the lines of a job's transcripts that hold a text, as lines of JSON; the last one says how it ended.
    func search(_ wish: SearchWish, in job: JobID, _ take: (ByteBuffer) async throws -> Void) async throws
}
