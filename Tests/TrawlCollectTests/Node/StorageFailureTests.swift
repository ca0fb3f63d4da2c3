import Foundation
import Testing
import TrawlDomain
import TrawlTestKit

@testable import TrawlCollect

/// What becomes of a node when our own disk runs full under it, on real sshd and a real, small disk.
///
/// The step itself fills the disk: the node is this machine. A large unfinished manifest that is there already gives its
/// room back when the real one is begun, so that the seal finds room where the transcript found none.
@Suite("A disk that runs full", .serialized, .timeLimit(.minutes(1)), .enabled(if: SmallDisk.isAllowed, "needs root"))
struct StorageFailureTests {
    @Test("A last flush of the transcript that fails fails the node as it fails the manifest")
    func lastFlush() async throws {
        try await CollectFixture.with { fixture in
            try await SmallDisk.with(kibibytes: 256, at: fixture.data.path) { _ in
                // Longer than a page, so that the marker of the step's end needs room that is not there.
                let name = String(repeating: "n", count: 5000)
                let fill = "cd \(fixture.data.path)/jobs/*/node0; head -c 65536 /dev/zero >manifest.json.part;"
                let run = try fixture.start([
                    PlanStep(name: name, run: "\(fill) ! cat /dev/zero >ballast 2>&-", artifact: "none", maxBytes: 1000)
                ])
                let report = try await run.report()
                #expect(report.code == .storageFailed)
                #expect(report.failure?.stage == .sealing)
                let manifest = try run.manifest()
                #expect(manifest.outcome == .failed)
                #expect(manifest.failure?.code == .storageFailed)
                #expect(manifest.steps.map(\.exitStatus) == [0])
                let cast = try Data(contentsOf: URL(filePath: "\(run.folder)/\(manifest.transcript.path)"))
                #expect(cast.last == UInt8(ascii: "\n"))
                #expect(Int64(cast.count) == manifest.transcript.size)
            }
        }
    }

    @Test("A disk that takes no more fails the step's node, and is never told as a truncation")
    func midStep() async throws {
        try await CollectFixture.with { fixture in
            try await SmallDisk.with(kibibytes: 1024, at: fixture.data.path) { _ in
                let room = "head -c 65536 /dev/zero >$(echo \(fixture.data.path)/jobs/*/node0)/manifest.json.part"
                let run = try fixture.start([
                    .step("flood", "\(room); yes 61008"), .step("next", "echo there"),
                ])
                let report = try await run.report()
                #expect(report.code == .storageFailed)
                #expect(report.failure?.stage == .collecting)
                #expect(report.failure?.message.contains("No space left") == true)
                #expect(fixture.fleet.remoteProcesses(matching: "yes 61008").isEmpty)
                let manifest = try run.manifest()
                #expect(manifest.outcome == .failed)
                #expect(manifest.failure?.code == .storageFailed)
                #expect(manifest.steps.map(\.truncated) == [false])
                let artifact = try #require(manifest.artifacts.first)
                #expect(artifact.partial && artifact.truncatedBytes == 0)
                let sum = try await ChildProcess.run("sha256sum", ["\(run.folder)/\(artifact.path)"])
                #expect(sum.output.hasPrefix(artifact.sha256))
            }
        }
    }
}
