import Foundation
import NIOCore
import TrawlCollect
import TrawlDomain

/// A data directory of its own, disk threads, and a clock that stands still.
struct FolderFixture {
    let scratch: ScratchFolder
    let disk = DiskThreads(count: 1)
    let clock = ManualInstant()
    let layout: FolderLayout
    let job = JobID(milliseconds: 1_800_000_000_000, entropy: (1, 2))

    init(in folder: String? = nil) throws {
        scratch = try ScratchFolder()
        layout = FolderLayout(dataDirectory: folder ?? scratch.path)
    }

    func identity(_ node: String = "web01", attempt: Int = 1) throws -> AttemptIdentity {
        AttemptIdentity(job: job, node: try NodeName(node), address: "192.0.2.1", port: 22, attempt: attempt)
    }

    func open(_ node: String = "web01", attempt: Int = 1) async throws -> NodeFolder {
        let stopwatch = Stopwatch(startedAt: Date(timeIntervalSince1970: 1_800_000_000), clock: clock)
        return try await NodeFolder.open(identity(node, attempt: attempt), in: layout, on: disk, stopwatch: stopwatch)
    }

    func manifest(of folder: NodeFolder) throws -> Manifest? { try ManifestDecoder.read(folder: folder.path) }

    /// All regular files below a folder, with paths relative to it, sorted.
    func files(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// A SHA-256 by coreutils, which share nothing with the program.
    func sha256(_ path: String) throws -> String {
        let output = try ShellRun("/bin/sh", ["-c", "exec sha256sum \"$0\"", path]).output
        return String(decoding: output.prefix(64), as: UTF8.self)
    }
}

func step(_ name: String, maxBytes: Int64 = 1 << 30, artifact: String? = nil) -> PlanStep {
    PlanStep(name: name, run: "run \(name)", artifact: artifact, maxBytes: maxBytes)
}
