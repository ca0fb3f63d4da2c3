import Foundation
import Glibc
import NIOCore
import Testing
import TrawlCollect
import TrawlDomain

/// A small tmpfs runs full; mounting it needs the rights of root.
@Suite(.enabled(if: getuid() == 0, "mounting a small tmpfs needs root"))
struct FullDiskTests {
    @Test func aFullDiskIsSaidAndWhatFitsIsSealedAsAFailure() async throws {
        let mount = try ScratchFolder()
        let mounted = try ShellRun("/bin/mount", ["-t", "tmpfs", "-o", "size=256k", "trawl-test", mount.path])
        try #require(mounted.status == 0)
        defer { _ = try? ShellRun("/bin/umount", ["-l", mount.path]) }
        let fixture = try FolderFixture(in: mount.path)
        let folder = try await fixture.open()
        try await folder.beginStep(step("small"))
        _ = try await folder.write(ByteBuffer(string: "fits"), to: .stdout)
        try await folder.endStep(.exited(0))
        try await folder.beginStep(step("large"))
        let error = await #expect(throws: FolderError.self) {
            for _ in 0..<64 {
                _ = try await folder.write(ByteBuffer(repeating: 0x61, count: 16 * 1024), to: .stdout)
            }
        }
        #expect(error?.code == .full)
        #expect(error?.failure(during: .collecting).code == .storageFailed)

        // No room is left for the manifest, so the seal fails as well, and succeeds once there is some.
        let refused = await #expect(throws: FolderError.self) { try await folder.seal(failure: nil, verdict: nil) }
        #expect(refused?.code == .full)
        #expect(try fixture.manifest(of: folder) == nil)
        try #require(try ShellRun("/bin/mount", ["-o", "remount,size=512k", mount.path]).status == 0)
        let sealed = try await folder.seal(failure: nil, verdict: nil)
        #expect(sealed.failure?.code == .storageFailed)

        let manifest = try #require(try fixture.manifest(of: folder))
        #expect(manifest.outcome == .failed)
        #expect(manifest.failure?.code == .storageFailed)
        #expect(manifest.artifacts.map(\.partial) == [false, true])
        for artifact in manifest.artifacts {
            #expect(try fixture.sha256("\(folder.path)/\(artifact.path)") == artifact.sha256)
        }
        // Whatever the disk took of the transcript is whole lines, and the manifest's hash is theirs.
        let cast = try Data(contentsOf: URL(filePath: "\(folder.path)/transcript.cast"))
        #expect(cast.last == UInt8(ascii: "\n"))
        #expect(try fixture.sha256("\(folder.path)/transcript.cast") == manifest.transcript.sha256)
        await fixture.disk.shutDown()
    }

    @Test func aDataDirectoryThatIsNotThereIsSaid() async throws {
        let fixture = try FolderFixture(in: "/nonexistent")
        let error = await #expect(throws: FolderError.self) { _ = try await fixture.open() }
        #expect(error?.code == .failed)
        #expect(error?.description.contains("/nonexistent") == true)
        await fixture.disk.shutDown()
    }
}
