package import NIOCore
import SSHClient
package import TrawlDomain

/// The folder of one attempt at one node: its artifacts, its transcript and its manifest.
///
/// `<data-dir>/jobs/<job>/<node>/{transcript.cast, manifest.json, artifacts/…}`. What an earlier attempt left there is
/// moved to `attempt-N/` first. An actor on a disk thread: calls may block on the disk, and are done whole even when
/// the calling task is cancelled, because what was collected before a cancel is kept.
///
/// After an error the folder can still be sealed; what could not be written is then marked partial.
package actor NodeFolder {
    /// Where it is.
    package nonisolated let path: String
    /// Runs tasks on the folder's disk thread, in the order in which they are begun.
    nonisolated let executor: LoopExecutor
    private let sync: DiskSync
    private var files: AttemptFiles?
    private var isSealing = false
    private var sealed: SealedFolder?

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.loop.executor.asUnownedSerialExecutor()
    }

    private init(path: String, disk: DiskThreads) {
        self.path = path
        executor = LoopExecutor(disk.next())
        sync = disk.sync
    }

    /// Makes the folder, and begins its transcript.
    ///
    /// - Throws: ``FolderError``; nothing of the attempt is there then but perhaps an empty folder.
    package static func open(
        _ identity: AttemptIdentity,
        in layout: FolderLayout,
        on disk: DiskThreads,
        stopwatch: Stopwatch
    ) async throws(FolderError) -> NodeFolder {
        let folder = NodeFolder(path: layout.folder(of: identity.node, in: identity.job), disk: disk)
        try await folder.open(identity, layout, stopwatch)
        return folder
    }

    private func open(_ identity: AttemptIdentity, _ layout: FolderLayout, _ stopwatch: Stopwatch) throws(FolderError) {
        files = try AttemptFiles(identity, in: layout, stopwatch: stopwatch)
    }

    /// Begins a step; a step that is still open ends as not seen.
    ///
    /// What `redaction` looks for is taken out of the step's output before anything of it is kept.
    package func beginStep(_ step: Plan.Step, redaction: RedactionTable? = nil) throws(FolderError) {
        try checkOpen()
        try files?.beginStep(step, redaction: redaction)
    }

    /// Keeps output of the open step: whole in its artifact, hashed, and its beginning in the transcript.
    ///
    /// Bytes past the step's limit are dropped and counted, and ``Intake/capped`` says so.
    ///
    /// - Throws: ``FolderError``; what was not written is lost, and the node should be ended.
    package func write(_ bytes: ByteBuffer, to stream: NodeStream) throws(FolderError) -> Intake {
        try checkOpen()
        return try files?.write(bytes, to: stream) ?? .capped
    }

    /// Ends the open step, whose artifacts get their own names; without an open step it does nothing.
    ///
    /// The artifacts are partial where the step was stopped, or its end was not seen.
    package func endStep(_ end: StepEnd, stopped: StepStop? = nil) throws(FolderError) {
        try checkOpen()
        try files?.endStep(end, stopped: stopped)
    }

    /// Adds a marker to the transcript.
    package func note(_ marker: TranscriptMarker) throws(FolderError) {
        try checkOpen()
        try files?.note(marker)
    }

    /// Adds to the transcript what was sent to the node; secrets never come here.
    package func input(_ text: String) throws(FolderError) {
        try checkOpen()
        try files?.input(text)
    }

    /// Ends what is open, and makes all of it durable and final: files on the disk, then the manifest under its name.
    ///
    /// A folder that is sealed stays as it is, and is told again. After an error of writing what is there is sealed, never
    /// as a success. Where sealing itself fails, it can be tried again; until it succeeds there is no manifest.
    /// `failure` is how the attempt failed, nil where it succeeded; `verdict` is how the remote work was ended, if it was.
    /// ``SealedFolder/failure`` is what the manifest tells, which is the attempt's failure then.
    package func seal(failure: NodeFailure?, verdict: CancelVerdict?) async throws(FolderError) -> SealedFolder {
        if let sealed { return sealed }
        try checkOpen()
        isSealing = true
        defer { isSealing = false }
        let device = files?.device ?? 0
        let contents = try files?.prepareSeal(failure: failure, verdict: verdict) ?? []
        Failpoint.hit(.artifactSync)
        try await sync.sync(contents, on: device)
        Failpoint.hit(.manifestRenameBefore)
        let names = try files?.publishManifest() ?? []
        Failpoint.hit(.manifestRenameAfter)
        try await sync.sync(names, on: device)
        Failpoint.hit(.folderSync)
        guard let found = files?.contents else { throw Self.closed(path) }
        files = nil
        sealed = found
        return found
    }

    /// While the disk is waited for, the folder is closed to other calls.
    private func checkOpen() throws(FolderError) {
        if files == nil || isSealing { throw Self.closed(path) }
    }

    private static func closed(_ path: String) -> FolderError {
        FolderError(code: .sealed, operation: .write, path: path, reason: "it is sealed")
    }
}
