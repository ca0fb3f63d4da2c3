import NIOCore
import TrawlDomain

/// The open files of one attempt, and what its manifest will say.
///
/// Calls block; they belong on a disk thread. ``NodeFolder`` is the way in.
struct AttemptFiles: ~Copyable {
    private let identity: AttemptIdentity
    private let stopwatch: Stopwatch
    private let folder: OpenFolder
    private var transcript: TranscriptWriter
    private var artifacts = ArtifactFolder()
    private var step: OpenStep?
    /// What takes secrets out of the open step's streams; nil where none are looked for.
    private var redaction: StepRedaction?
    private var redactions: [String: Int]?
    private var steps: [Manifest.Step] = []
    private var records: [Manifest.Artifact] = []
    /// The first error of writing; what is sealed after it is never a success.
    private var firstFailure: FolderError?
    /// What the manifest tells; nil before it was written, and for a success.
    private var sealedFailure: NodeFailure?

    init(_ identity: AttemptIdentity, in layout: FolderLayout, stopwatch: Stopwatch) throws(FolderError) {
        let folder = try AttemptFolder.make(identity, in: layout)
        let file = try folder.create(Manifest.Transcript.fileName)
        let header = TranscriptHeader(
            startedAt: stopwatch.startedAt,
            title: "\(identity.node) of job \(identity.job), attempt \(identity.attempt)",
            attempt: identity.attempt
        )
        transcript = TranscriptWriter(header: header, file: file)
        self.identity = identity
        self.stopwatch = stopwatch
        self.folder = folder
        if identity.attempt > 1 {
            transcript.add { $0.marker(.attemptBegan(identity.attempt), at: stopwatch.elapsed) }
        }
    }

    mutating func beginStep(_ plan: Plan.Step, redaction table: RedactionTable?) throws(FolderError) {
        try endStep(.unseen, stopped: nil)
        let elapsed = stopwatch.elapsed
        step = OpenStep(plan, began: elapsed)
        redaction = table.map { StepRedaction($0) }
        transcript.add { lines in
            lines.marker(.stepBegan(name: plan.name), at: elapsed)
            lines.input(plan.run + "\n", at: elapsed)
        }
        try flush()
    }

    mutating func write(_ bytes: ByteBuffer, to stream: NodeStream) throws(FolderError) -> Intake {
        guard step != nil else {
            throw FolderError(code: .outOfTurn, operation: .write, path: folder.path, reason: "no step is open")
        }
        guard let clean = redaction?.take(bytes, of: stream) else { return try keep(bytes, of: stream) }
        return try keep(clean, of: stream)
    }

    private mutating func keep(_ bytes: ByteBuffer, of stream: NodeStream) throws(FolderError) -> Intake {
        let wasTruncated = step?.isTruncated ?? false
        do throws(FolderError) {
            let intake = try step?.write(bytes, to: stream, artifacts: &artifacts, node: folder) ?? .capped
            let isNewlyCapped = intake == .capped && !wasTruncated
            if film(bytes, stream, isNewlyCapped: isNewlyCapped) { try transcript.flush() }
            return intake
        } catch {
            throw remember(error)
        }
    }

    mutating func endStep(_ end: StepEnd, stopped: StepStop?) throws(FolderError) {
        guard step != nil else { return }
        let held = endRedaction()
        guard var running = step.take() else { return }
        let elapsed = stopwatch.elapsed
        let isPartial = stopped != nil || end == .unseen
        let (files, failure) = running.finish(isPartial: isPartial, artifacts: &artifacts, node: folder)
        steps.append(
            Manifest.Step(
                running.plan,
                end: end,
                stopped: stopped,
                truncated: running.isTruncated,
                startedAt: stopwatch.date(after: running.began),
                duration: elapsed - running.began,
                artifacts: files.map(\.path)
            )
        )
        records += files
        transcript.add { lines in
            lines.endOutput(at: elapsed)
            if !running.isShownWhole {
                for file in files { lines.marker(.kept(bytes: file.size, artifact: file.path), at: elapsed) }
            }
            let duration = elapsed - running.began
            lines.marker(.stepEnded(name: running.plan.name, end: end, stop: stopped, elapsed: duration), at: elapsed)
        }
        if let failure = held ?? failure { throw remember(failure) }
    }

    /// Keeps what the redaction held back, and counts what it took out.
    private mutating func endRedaction() -> FolderError? {
        guard var ending = redaction.take() else { return nil }
        var failure: FolderError?
        for stream in NodeStream.allCases {
            let rest = ending.finish(stream)
            guard rest.readableBytes > 0 else { continue }
            do throws(FolderError) { _ = try keep(rest, of: stream) } catch { failure = failure ?? error }
        }
        redactions = (redactions ?? [:]).merging(ending.counts, uniquingKeysWith: +)
        return failure
    }

    mutating func note(_ marker: TranscriptMarker) throws(FolderError) {
        let elapsed = stopwatch.elapsed
        transcript.add { $0.marker(marker, at: elapsed) }
        try flush()
    }

    mutating func input(_ text: String) throws(FolderError) {
        let elapsed = stopwatch.elapsed
        transcript.add { $0.input(text, at: elapsed) }
        try flush()
    }

    /// Ends what is open, and writes the manifest under its unfinished name.
    ///
    /// Answers what must be on the disk before ``publishManifest()``.
    mutating func prepareSeal(failure: NodeFailure?, verdict: CancelVerdict?) throws(FolderError) -> [String] {
        // What cannot be written any more is marked in the manifest; the seal goes on with what there is.
        do throws(FolderError) { try endStep(.unseen, stopped: .cancelled) } catch { _ = remember(error) }
        let elapsed = stopwatch.elapsed
        let outcome = Manifest.Outcome(of: failure ?? firstFailure?.failure(during: .sealing))
        transcript.add { $0.marker(.sealed(outcome), at: elapsed) }
        do throws(FolderError) { try transcript.flush() } catch { _ = remember(error) }
        // Only now: the last flush may be what fails.
        sealedFailure = failure ?? firstFailure?.failure(during: .sealing)
        let manifest = Manifest(
            identity,
            startedAt: stopwatch.startedAt,
            finishedAt: stopwatch.date(after: elapsed),
            failure: sealedFailure,
            verdict: verdict,
            steps: steps,
            artifacts: records,
            transcript: transcript.summary,
            redactions: redactions
        )
        let file = try folder.create(Self.unfinishedManifest)
        let (_, failure) = ManifestEncoder.encode(manifest).withUnsafeReadableBytes {
            file.write($0, passing: .manifestWrite)
        }
        if let failure { throw failure }
        let names = [Manifest.Transcript.fileName, Self.unfinishedManifest]
        return artifacts.pathsToSync(in: folder.path) + names.map { "\(folder.path)/\($0)" }
    }

    /// Gives the manifest its name, and answers what must then be on the disk.
    func publishManifest() throws(FolderError) -> [String] {
        try folder.rename(Self.unfinishedManifest, to: Manifest.fileName)
        return [folder.path, AttemptFolder.parent(of: folder.path)]
    }

    /// Which file system it is on.
    var device: UInt { folder.device }

    var contents: SealedFolder {
        SealedFolder(bytes: records.reduce(0) { $0 + $1.size }, artifacts: records.count, failure: sealedFailure)
    }

    /// Adds output to the transcript as far as it is shown; false where there is nothing to write.
    private mutating func film(_ bytes: ByteBuffer, _ stream: NodeStream, isNewlyCapped: Bool) -> Bool {
        let (length, isAtLimit) = step?.show(bytes.readableBytes) ?? (0, false)
        guard length > 0 || isAtLimit || isNewlyCapped, let running = step.take() else { return false }
        let elapsed = stopwatch.elapsed
        transcript.add { lines in
            if length > 0 {
                bytes.withUnsafeReadableBytes { bytes in
                    lines.output(UnsafeRawBufferPointer(rebasing: bytes[..<length]), of: stream, at: elapsed)
                }
            }
            if isAtLimit {
                let path = running.artifactPath
                lines.marker(.shownUpTo(bytes: OpenStep.mostShown, artifact: path), at: elapsed)
            }
            if isNewlyCapped {
                lines.marker(.truncated(name: running.plan.name, limit: running.plan.maxBytes), at: elapsed)
            }
        }
        step = consume running
        return true
    }

    private mutating func flush() throws(FolderError) {
        do throws(FolderError) { try transcript.flush() } catch { throw remember(error) }
    }

    private mutating func remember(_ failure: FolderError) -> FolderError {
        firstFailure = firstFailure ?? failure
        return failure
    }

    private static let unfinishedManifest = Manifest.fileName + SafePath.unfinished
}
