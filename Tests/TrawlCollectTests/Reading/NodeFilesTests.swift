import Foundation
import NIOCore
import Testing
import TrawlCollect
import TrawlDomain

/// No name that comes from outside leads out of a node's folder.
@Suite struct NodeFilesTests {
    private func node(_ scratch: ScratchFolder) throws -> NodeFiles {
        let layout = FolderLayout(dataDirectory: scratch.path)
        let name = try NodeName("web01")
        let job = JobID(milliseconds: 1_800_000_000_000, entropy: (1, 2))
        let folder = layout.folder(of: name, in: job)
        let files = FileManager.default
        try files.createDirectory(atPath: "\(folder)/artifacts/var/log", withIntermediateDirectories: true)
        try Data("ours".utf8).write(to: URL(filePath: "\(folder)/artifacts/var/log/messages"))
        try Data("secret".utf8).write(to: URL(filePath: "\(scratch.path)/secret"))
        try Data("manifest".utf8).write(to: URL(filePath: "\(folder)/manifest.json"))
        try files.createSymbolicLink(atPath: "\(folder)/artifacts/link", withDestinationPath: "\(scratch.path)/secret")
        try files.createSymbolicLink(atPath: "\(folder)/artifacts/out", withDestinationPath: scratch.path)
        mkfifo("\(folder)/artifacts/pipe", 0o600)
        return NodeFiles(of: name, in: job, layout: layout)
    }

    @Test func whatIsThereIsFound() throws {
        let scratch = try ScratchFolder()
        let file = try #require(try node(scratch).artifact("var/log/messages"))
        #expect(String(buffer: try file.read(at: 0, upTo: 100)) == "ours")
    }

    @Test(arguments: [
        "", "/", ".", "..", "../manifest.json", "var/../../manifest.json", "/etc/passwd", "var//log/messages",
        "var/log",
        "var/log/messages/", "var/./log/messages", "out/secret", "nothing", "var/log/messages\0", "\0",
        String(repeating: "a/", count: 5000) + "b", String(repeating: "x", count: 4000),
    ])
    func nothingElseIs(_ path: String) throws {
        let scratch = try ScratchFolder()
        #expect(try node(scratch).artifact(path) == nil)
    }

    @Test(arguments: ["link", "pipe"])
    func whatIsNoFileIsRefused(_ path: String) throws {
        let scratch = try ScratchFolder()
        let node = try node(scratch)
        #expect(throws: FolderError.self) { try node.artifact(path) }
    }
}
