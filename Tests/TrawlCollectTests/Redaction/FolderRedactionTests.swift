import Foundation
import NIOCore
import SSHClient
import Testing
import TrawlCollect
import TrawlDomain

@Suite("Secrets in a node's folder")
struct FolderRedactionTests {
    @Test("None reaches the disk, cut in two or held back at the end, and the manifest counts them")
    func folder() async throws {
        let fixture = try FolderFixture()
        let table = try #require(RedactionTable(rules: [.password, .token], secrets: [Secret("correct horse")]))
        let folder = try await fixture.open()
        try await folder.beginStep(step("conf"), redaction: table)
        for piece in ["a=1\npass", "word=hun", "ter2\ncorrect ", "horse\n", "passwd"] {
            _ = try await folder.write(ByteBuffer(string: piece), to: .stdout)
        }
        _ = try await folder.write(ByteBuffer(string: "token=abcdefgh1\n"), to: .stderr)
        try await folder.endStep(.exited(0))
        try await folder.beginStep(step("raw"))
        _ = try await folder.write(ByteBuffer(string: "password=visible\n"), to: .stdout)
        try await folder.endStep(.exited(0))
        let sealed = try await folder.seal(failure: nil, verdict: nil)

        func text(_ path: String) throws -> String {
            try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
        }
        let kept = "a=1\npassword=[redacted:password]\n[redacted:secret]\npasswd"
        #expect(try text("artifacts/conf.txt") == kept)
        #expect(try text("artifacts/conf.txt.stderr") == "token=[redacted:token]\n")
        #expect(try text("artifacts/raw.txt") == "password=visible\n")
        for file in try fixture.files(in: folder.path) {
            for secret in ["hunter2", "correct horse", "abcdefgh1"] {
                #expect(try !text(file).contains(secret), "\(file)")
            }
        }
        #expect(try text("transcript.cast").contains("password=[redacted:password]"))

        let manifest = try #require(try fixture.manifest(of: folder))
        #expect(
            manifest.redactions == [
                Manifest.Redaction(kind: "password", count: 1), Manifest.Redaction(kind: "secret", count: 1),
                Manifest.Redaction(kind: "token", count: 1),
            ]
        )
        #expect(manifest.artifacts[0].size == Int64(kept.utf8.count))
        #expect(try fixture.sha256("\(folder.path)/artifacts/conf.txt") == manifest.artifacts[0].sha256)
        #expect(sealed.bytes == manifest.artifacts.reduce(0) { $0 + $1.size })
        await fixture.disk.shutDown()
    }

    @Test("Where none are looked for the manifest says nothing of them; where none were found it says so")
    func nothingFound() async throws {
        let fixture = try FolderFixture()
        for (attempt, table) in [nil, RedactionTable(rules: [.jwt], secrets: [])].enumerated() {
            let folder = try await fixture.open("web0\(attempt)")
            try await folder.beginStep(step("uname"), redaction: table)
            _ = try await folder.write(ByteBuffer(string: "Linux\n"), to: .stdout)
            try await folder.endStep(.exited(0))
            _ = try await folder.seal(failure: nil, verdict: nil)
            #expect(try fixture.manifest(of: folder)?.redactions == (table == nil ? nil : []))
        }
        await fixture.disk.shutDown()
    }
}
