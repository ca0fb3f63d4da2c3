import NIOCore

/// The step that is running: its files, and the count of what it sent.
struct OpenStep: ~Copyable {
    let plan: Plan.Step
    let began: Duration
    private var stdout: ArtifactFile?
    private var stderr: ArtifactFile?
    private var kept: Int64 = 0
    private var droppedOutput: Int64 = 0
    private var droppedErrors: Int64 = 0
    private var shown = 0
    /// Whether the transcript shows all of the output so far.
    private(set) var isShownWhole = true
    /// Where the output goes, relative to the node's folder.
    private(set) var artifactPath: String

    init(_ plan: Plan.Step, began: Duration) {
        self.plan = plan
        self.began = began
        artifactPath = "artifacts/\(SafePath(mapping: plan.artifact))"
    }

    var isTruncated: Bool { droppedOutput > 0 || droppedErrors > 0 }

    /// Takes output in: what fits the step's limit goes to its artifact and is hashed, the rest is counted.
    mutating func write(
        _ bytes: ByteBuffer,
        to stream: NodeStream,
        artifacts: inout ArtifactFolder,
        node: borrowing OpenFolder
    ) throws(FolderError) -> Intake {
        let room = max(0, plan.maxBytes - kept)
        let length = Int(min(Int64(bytes.readableBytes), room))
        if length > 0, let fitting = bytes.getSlice(at: bytes.readerIndex, length: length) {
            switch stream {
            case .stdout:
                try openOutput(in: &artifacts, of: node)
                try stdout?.write(fitting)
            case .stderr:
                if stderr == nil { stderr = try artifacts.create(wantedName + ".stderr", in: node) }
                try stderr?.write(fitting)
            }
            kept += Int64(length)
        }
        let dropped = Int64(bytes.readableBytes - length)
        switch stream {
        case .stdout: droppedOutput += dropped
        case .stderr: droppedErrors += dropped
        }
        return dropped > 0 ? .capped : .kept
    }

    /// How many of the next bytes the transcript shows, and whether it is now at its limit for the first time.
    mutating func show(_ count: Int) -> (length: Int, isAtLimit: Bool) {
        let length = min(count, Self.mostShown - shown)
        let isAtLimit = isShownWhole && count > length
        shown += length
        if isAtLimit { isShownWhole = false }
        return (length, isAtLimit)
    }

    /// Closes the files and tells what they hold; standard output's is there even when nothing came.
    ///
    /// Whatever fails, what could be kept is told.
    mutating func finish(
        isPartial: Bool,
        artifacts: inout ArtifactFolder,
        node: borrowing OpenFolder
    ) -> (files: [Manifest.Artifact], failure: FolderError?) {
        var failure: FolderError?
        var files: [Manifest.Artifact] = []
        let name = plan.artifact
        do throws(FolderError) { try openOutput(in: &artifacts, of: node) } catch { failure = error }
        if let file = stdout.take() {
            let record = file.finish(of: plan, original: name, dropped: droppedOutput, isPartial: isPartial)
            files.append(artifacts.publish(record, &failure))
        }
        if let file = stderr.take() {
            let record = file.finish(of: plan, original: name + ".stderr", dropped: droppedErrors, isPartial: isPartial)
            files.append(artifacts.publish(record, &failure))
        }
        return (files, failure)
    }

    private var wantedName: String { SafePath(mapping: plan.artifact).description }

    private mutating func openOutput(
        in artifacts: inout ArtifactFolder,
        of node: borrowing OpenFolder
    ) throws(FolderError) {
        guard stdout == nil else { return }
        let file = try artifacts.create(wantedName, in: node)
        artifactPath = "artifacts/\(file.path)"
        stdout = consume file
    }

    /// What the transcript shows of a step; its artifact has all of it.
    static let mostShown = 64 * 1024
}
