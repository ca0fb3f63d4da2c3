import Foundation
import NIOCore
import Testing
import TrawlCollect
import TrawlDomain

@Suite struct EarlierAttemptTests {
    @Test func whatEarlierAttemptsLeftIsKeptBesideTheNewOne() async throws {
        let fixture = try FolderFixture()
        // The first ends sealed, the second as a crash leaves it.
        let first = try await fixture.open(attempt: 1)
        try await first.beginStep(step("a"))
        try await first.endStep(.exited(1))
        let failure = NodeFailure(code: .disconnected, stage: .collecting, message: "gone", isRetryable: true)
        _ = try await first.seal(failure: failure, verdict: nil)
        let second = try await fixture.open(attempt: 2)
        try await second.beginStep(step("a"))
        _ = try await second.write(ByteBuffer(string: "torn"), to: .stdout)
        let third = try await fixture.open(attempt: 3)
        try await third.beginStep(step("a"))
        try await third.endStep(.exited(0))
        _ = try await third.seal(failure: nil, verdict: nil)

        #expect(
            try fixture.files(in: third.path) == [
                "artifacts/a.txt", "attempt-1/artifacts/a.txt", "attempt-1/manifest.json", "attempt-1/transcript.cast",
                "attempt-2/artifacts/a.txt.part", "attempt-2/transcript.cast", "manifest.json", "transcript.cast",
            ]
        )
        #expect(try fixture.manifest(of: third)?.attempt == 3)
        #expect(try ManifestDecoder.read(folder: "\(third.path)/attempt-1")?.outcome == .failed)
        await fixture.disk.shutDown()
    }

    @Test func aMoveThatWasCutShortGoesOnToTheSamePlace() async throws {
        let fixture = try FolderFixture()
        let first = try await fixture.open(attempt: 1)
        try await first.beginStep(step("a"))
        try await first.endStep(.exited(0))
        let manager = FileManager.default
        try manager.createDirectory(atPath: "\(first.path)/attempt-1", withIntermediateDirectories: false)
        try manager.moveItem(atPath: "\(first.path)/artifacts", toPath: "\(first.path)/attempt-1/artifacts")
        let second = try await fixture.open(attempt: 2)
        #expect(
            try fixture.files(in: second.path)
                == ["attempt-1/artifacts/a.txt", "attempt-1/transcript.cast", "transcript.cast"]
        )
        await fixture.disk.shutDown()
    }

    @Test func anAttemptThatIsMadeTwiceLosesNothing() async throws {
        let fixture = try FolderFixture()
        for _ in 1...3 {
            let folder = try await fixture.open(attempt: 1)
            _ = try await folder.seal(failure: nil, verdict: nil)
        }
        let path = fixture.layout.folder(of: try NodeName("web01"), in: fixture.job)
        #expect(
            try fixture.files(in: path) == [
                "attempt-1-2/manifest.json", "attempt-1-2/transcript.cast", "attempt-1/manifest.json",
                "attempt-1/transcript.cast", "manifest.json", "transcript.cast",
            ]
        )
        await fixture.disk.shutDown()
    }
}
