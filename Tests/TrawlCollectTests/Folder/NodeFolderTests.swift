import Foundation
import NIOCore
import Testing
import TrawlCollect
import TrawlDomain

@Suite struct NodeFolderTests {
    @Test func aWholeAttemptIsSealedWithSizesAndHashesThatOthersConfirm() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("uname"))
        #expect(try await folder.write(ByteBuffer(string: "Linux\n"), to: .stdout) == .kept)
        #expect(try await folder.write(ByteBuffer(string: "warning\n"), to: .stderr) == .kept)
        fixture.clock.advance(by: .milliseconds(1500))
        try await folder.endStep(.exited(0))
        let sealed = try await folder.seal(failure: nil, verdict: nil)
        #expect(sealed.bytes == 14)
        #expect(sealed.artifacts == 2)

        let manifest = try #require(try fixture.manifest(of: folder))
        #expect(manifest.outcome == .succeeded)
        #expect(manifest.job == fixture.job.description)
        #expect(manifest.steps.count == 1)
        #expect(manifest.steps[0].exitStatus == 0)
        #expect(manifest.steps[0].durationMs == 1500)
        #expect(manifest.steps[0].artifacts == ["artifacts/uname.txt", "artifacts/uname.txt.stderr"])
        #expect(manifest.finishedAt.timeIntervalSince(manifest.startedAt) == 1.5)
        for artifact in manifest.artifacts {
            #expect(try fixture.sha256("\(folder.path)/\(artifact.path)") == artifact.sha256)
            #expect(!artifact.partial)
        }
        let cast = "\(folder.path)/transcript.cast"
        #expect(try fixture.sha256(cast) == manifest.transcript.sha256)
        #expect(try Data(contentsOf: URL(filePath: cast)).count == manifest.transcript.size)
        #expect(
            try fixture.files(in: folder.path)
                == ["artifacts/uname.txt", "artifacts/uname.txt.stderr", "manifest.json", "transcript.cast"]
        )
        await fixture.disk.shutDown()
    }

    @Test func nothingIsThereUnderItsOwnNameBeforeItEnded() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("log"))
        _ = try await folder.write(ByteBuffer(string: "half"), to: .stdout)
        #expect(try fixture.files(in: folder.path) == ["artifacts/log.txt.part", "transcript.cast"])
        #expect(try fixture.manifest(of: folder) == nil)
        try await folder.endStep(.exited(0))
        #expect(try fixture.files(in: folder.path) == ["artifacts/log.txt", "transcript.cast"])
        await fixture.disk.shutDown()
    }

    @Test func aStepThatIsCutShortLeavesAPartialArtifact() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("log"))
        _ = try await folder.write(ByteBuffer(string: "half"), to: .stdout)
        let cancelled = NodeFailure(code: .cancelled, stage: .collecting, message: "cancelled")
        let verdict = CancelVerdict(outcome: .killed, duration: .milliseconds(250), detail: "took \"its\" time")
        _ = try await folder.seal(failure: cancelled, verdict: verdict)
        let manifest = try #require(try fixture.manifest(of: folder))
        #expect(manifest.outcome == .cancelled)
        #expect(manifest.verdict?.outcome == .killed)
        #expect(manifest.verdict?.ms == 250)
        #expect(manifest.verdict?.detail == "took \"its\" time")
        #expect(manifest.steps[0].exitStatus == nil)
        #expect(manifest.artifacts.map(\.partial) == [true])
        #expect(try String(contentsOfFile: "\(folder.path)/artifacts/log.txt", encoding: .utf8) == "half")
        await fixture.disk.shutDown()
    }

    @Test func outputPastTheLimitIsDroppedAndCounted() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("log", maxBytes: 10))
        #expect(try await folder.write(ByteBuffer(string: "12345678"), to: .stdout) == .kept)
        #expect(try await folder.write(ByteBuffer(string: "9abcd"), to: .stdout) == .capped)
        #expect(try await folder.write(ByteBuffer(string: "more"), to: .stderr) == .capped)
        try await folder.endStep(.signalled("TERM"), stopped: .truncated)
        _ = try await folder.seal(failure: nil, verdict: nil)
        let manifest = try #require(try fixture.manifest(of: folder))
        #expect(manifest.steps[0].truncated)
        #expect(manifest.steps[0].signal == "TERM")
        #expect(manifest.artifacts.map(\.size) == [10])
        #expect(manifest.artifacts.map(\.truncatedBytes) == [3])
        #expect(try String(contentsOfFile: "\(folder.path)/artifacts/log.txt", encoding: .utf8) == "123456789a")
        await fixture.disk.shutDown()
    }

    @Test func sealingTwiceTellsTheSameAndChangesNothing() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("a"))
        try await folder.endStep(.exited(0))
        let first = try await folder.seal(failure: nil, verdict: nil)
        let bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/manifest.json"))
        let failure = NodeFailure(code: .internal, stage: .sealing, message: "late")
        #expect(try await folder.seal(failure: failure, verdict: nil) == first)
        #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/manifest.json")) == bytes)
        let late = await #expect(throws: FolderError.self) {
            _ = try await folder.write(ByteBuffer(string: "late"), to: .stdout)
        }
        #expect(late?.code == .sealed)
        await fixture.disk.shutDown()
    }

    @Test func outputWithoutAStepIsRefused() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        let error = await #expect(throws: FolderError.self) {
            _ = try await folder.write(ByteBuffer(string: "?"), to: .stdout)
        }
        #expect(error?.code == .outOfTurn)
        await fixture.disk.shutDown()
    }

    @Test func aSealIsFinishedEvenWhenItsTaskIsCancelled() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        try await folder.beginStep(step("a"))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await folder.write(ByteBuffer(string: "kept"), to: .stdout)
            return try await folder.seal(failure: nil, verdict: nil)
        }
        #expect(try await task.value.bytes == 4)
        #expect(try fixture.manifest(of: folder) != nil)
        await fixture.disk.shutDown()
    }

    @Test func manyFoldersSealTogetherAndEachIsWhole() async throws {
        let fixture = try FolderFixture()
        try await withThrowingTaskGroup(of: NodeFolder.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let folder = try await fixture.open("n\(number)")
                    try await folder.beginStep(step("a"))
                    _ = try await folder.write(ByteBuffer(string: "node \(number)"), to: .stdout)
                    try await folder.endStep(.exited(0))
                    _ = try await folder.seal(failure: nil, verdict: nil)
                    return folder
                }
            }
            for try await folder in group {
                let manifest = try #require(try fixture.manifest(of: folder))
                #expect(try fixture.sha256("\(folder.path)/artifacts/a.txt") == manifest.artifacts[0].sha256)
            }
        }
        await fixture.disk.shutDown()
    }

    @Test func artifactsThatMeetGetNamesOfTheirOwn() async throws {
        let fixture = try FolderFixture()
        let folder = try await fixture.open()
        let wanted = ["/var/log/x.log", "var/log/x.log", "../../etc/passwd", "var/log", "var/log/x.log/y"]
        for (place, artifact) in wanted.enumerated() {
            try await folder.beginStep(step("s\(place)", artifact: artifact))
            try await folder.endStep(.exited(0))
        }
        _ = try await folder.seal(failure: nil, verdict: nil)
        let manifest = try #require(try fixture.manifest(of: folder))
        #expect(
            manifest.artifacts.map(\.path) == [
                "artifacts/var/log/x.log", "artifacts/var/log/x-2.log", "artifacts/__/__/etc/passwd",
                "artifacts/var/log-2",
                "artifacts/var_log_x.log_y",
            ]
        )
        #expect(manifest.artifacts.map(\.original) == wanted)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.scratch.path) == ["jobs"])
        await fixture.disk.shutDown()
    }
}
