import Foundation
import NIOCore
import Testing
import TrawlCollect
import TrawlDomain
import TrawlTestKit

/// Bundles, looked at with the tools that people open them with.
@Suite struct BundleTests {
    private let fixture: FolderFixture
    private let threads = ReadingThreads(count: 2)

    init() throws { fixture = try FolderFixture() }

    /// Two sealed nodes, one of a name beyond ASCII, and one that never began.
    private func collect() async throws -> [NodeName] {
        for name in ["web01", "größe02"] {
            let folder = try await fixture.open(name)
            try await folder.beginStep(step("journal", artifact: "var/log/journal ü.log"))
            _ = try await folder.write(
                ByteBuffer(string: String(repeating: "line of \(name)\n", count: 20_000)),
                to: .stdout
            )
            try await folder.endStep(.exited(0))
            _ = try await folder.seal(failure: nil, verdict: nil)
        }
        return [try NodeName("web01"), try NodeName("größe02"), try NodeName("web03")]
    }

    private func contents(_ nodes: [NodeName]) -> BundleContents {
        BundleContents(
            of: fixture.job,
            documents: [BundleContents.Document(name: "job.json", bytes: ByteBuffer(string: "{\"name\":\"ü\"}\n"))],
            nodes: nodes,
            madeAt: 1_800_000_000,
            layout: fixture.layout
        )
    }

    private func bundle(_ contents: BundleContents, _ format: BundleFormat) async throws -> String {
        let path = "\(fixture.scratch.path)/bundle.\(format.fileExtension)"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        var pieces = try BundlePieces(contents, as: format, on: threads)
        while let piece = try await pieces.next() { try file.write(contentsOf: Data(piece.readableBytesView)) }
        try file.close()
        return path
    }

    private func unpack(_ path: String, _ format: BundleFormat) throws -> String {
        let place = "\(fixture.scratch.path)/unpacked-\(format.fileExtension)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let run =
            switch format {
            case .tarZstandard: try ShellRun("/usr/bin/tar", ["--zstd", "-xf", path, "-C", place])
            case .tarGzip: try ShellRun("/usr/bin/tar", ["-xzf", path, "-C", place])
            case .zip: try ShellRun("/usr/bin/unzip", [path, "-d", place], environment: ["LC_ALL": "C.UTF-8"])
            }
        #expect(run.status == 0, "\(String(decoding: run.output, as: UTF8.self))")
        return "\(place)/trawl-\(fixture.job)"
    }

    @Test("What was packed is as its manifests say, names beyond ASCII too", arguments: BundleFormat.allCases)
    func sound(_ format: BundleFormat) async throws {
        let nodes = try await collect()
        let found = try Verifier.verify(try await bundle(contents(nodes), format))
        #expect(found.isSound, "\(found.faults)")
        #expect(found.manifests == 2)
        #expect(found.files == 4)
        #expect(found.unsealed.isEmpty)
        let folder = try Verifier.verify(fixture.layout.folder(of: fixture.job))
        #expect(folder.isSound && folder.files == 4, "\(folder.faults)")
        await threads.shutDown()
        await fixture.disk.shutDown()
    }

    @Test("A bundle that was damaged anywhere is never taken for a whole one", arguments: BundleFormat.allCases)
    func mutated(_ format: BundleFormat) async throws {
        let path = try await bundle(contents(try await collect()), format)
        let whole = try Data(contentsOf: URL(filePath: path))
        var random = SeededNumbers(seed: 7)
        for _ in 0..<60 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = bytes.indices.randomElement(using: &random) ?? 0
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes = bytes.prefix(Int.random(in: 0...bytes.count, using: &random)) }
            try bytes.write(to: URL(filePath: path))
            // An archive that is none throws; one that is damaged has faults, unless it is in what no manifest speaks of.
            guard let found = try? Verifier.verify(path), found.isSound else { continue }
            #expect(found.manifests == 2 && found.files == 4)
        }
        await threads.shutDown()
        await fixture.disk.shutDown()
    }

    @Test(arguments: BundleFormat.allCases)
    func whatIsUnpackedIsWhatWasCollected(_ format: BundleFormat) async throws {
        let nodes = try await collect()
        let path = try await bundle(contents(nodes), format)
        if format == .zip { #expect(try ShellRun("/usr/bin/unzip", ["-t", path]).status == 0) }
        let place = try unpack(path, format)
        #expect(try String(contentsOfFile: "\(place)/job.json", encoding: .utf8) == "{\"name\":\"ü\"}\n")
        #expect(!FileManager.default.fileExists(atPath: "\(place)/problems.txt"))
        for node in nodes.prefix(2) {
            let original = fixture.layout.folder(of: node, in: fixture.job)
            let copy = "\(place)/nodes/\(node)"
            #expect(try fixture.files(in: copy) == fixture.files(in: original))
            #expect(try ShellRun("/usr/bin/diff", ["-r", original, copy]).status == 0)
            // And the manifest inside says so too.
            let manifest = try #require(try ManifestDecoder.read(folder: copy))
            for artifact in manifest.artifacts {
                #expect(try fixture.sha256("\(copy)/\(artifact.path)") == artifact.sha256)
            }
        }
        await threads.shutDown()
        await fixture.disk.shutDown()
    }

    @Test(arguments: BundleFormat.allCases)
    func theSameJobMakesTheSameBundle(_ format: BundleFormat) async throws {
        let contents = contents(try await collect())
        let first = try fixture.sha256(try await bundle(contents, format))
        #expect(try fixture.sha256(try await bundle(contents, format)) == first)
        await threads.shutDown()
        await fixture.disk.shutDown()
    }

    @Test func namesAreInOrderAndStayInside() async throws {
        let nodes = try await collect()
        let outside = try fixture.scratch.write("secret", to: "secret")
        let folder = fixture.layout.folder(of: nodes[0], in: fixture.job)
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/artifacts/link", withDestinationPath: outside)
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/up", withDestinationPath: fixture.scratch.path)
        let path = try await bundle(contents(nodes), .tarZstandard)
        let list = try ShellRun("/usr/bin/tar", ["--zstd", "--quoting-style=literal", "-tf", path])
        #expect(list.status == 0)
        let root = "trawl-\(fixture.job)"
        let inside = ["artifacts/var/log/journal ü.log", "manifest.json", "transcript.cast"]
        let wanted = ["job.json"] + nodes.prefix(2).flatMap { node in inside.map { "nodes/\(node)/\($0)" } }
        let names = String(decoding: list.output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(names == wanted.map { "\(root)/\($0)" })
        await threads.shutDown()
        await fixture.disk.shutDown()
    }

    /// A running node: unfinished files are in it as far as they have come, and the archive is whole.
    @Test(arguments: BundleFormat.allCases)
    func whatStillGrowsIsCutAtItsTurn(_ format: BundleFormat) async throws {
        let folder = try await fixture.open("web01")
        try await folder.beginStep(step("journal", artifact: "journal.log"))
        _ = try await folder.write(ByteBuffer(string: "so far\n"), to: .stdout)
        let path = try await bundle(contents([try NodeName("web01")]), format)
        let copy = try unpack(path, format) + "/nodes/web01"
        #expect(try String(contentsOfFile: "\(copy)/artifacts/journal.log.part", encoding: .utf8) == "so far\n")
        #expect(!FileManager.default.fileExists(atPath: "\(copy)/manifest.json"))
        try await folder.endStep(.exited(0))
        _ = try await folder.seal(failure: nil, verdict: nil)
        await threads.shutDown()
        await fixture.disk.shutDown()
    }

    /// Files that shrink, go and cannot be read while the bundle is made: it stays a whole archive, and says what is missing.
    @Test(arguments: BundleFormat.allCases)
    func holesAreSaid(_ format: BundleFormat) async throws {
        let node = try NodeName("web01")
        let place = fixture.layout.folder(of: node, in: fixture.job)
        try FileManager.default.createDirectory(atPath: "\(place)/artifacts", withIntermediateDirectories: true)
        var noise = SystemRandomNumberGenerator()
        let large = Data((0..<600_000).map { _ in UInt8.random(in: 0...255, using: &noise) })
        for name in ["a", "b"] { try large.write(to: URL(filePath: "\(place)/artifacts/\(name)")) }
        var pieces = try BundlePieces(contents([node]), as: format, on: threads)
        var bytes = Data()
        bytes.append(contentsOf: try #require(try await pieces.next()).readableBytesView)
        // The first file is open by now, the second one listed.
        #expect(truncate("\(place)/artifacts/a", 1000) == 0)
        try FileManager.default.removeItem(atPath: "\(place)/artifacts/b")
        while let piece = try await pieces.next() { bytes.append(contentsOf: piece.readableBytesView) }
        let path = "\(fixture.scratch.path)/bundle"
        try bytes.write(to: URL(filePath: path))
        let copy = try unpack(path, format)
        let problems = try String(contentsOfFile: "\(copy)/problems.txt", encoding: .utf8)
        #expect(problems.contains("nodes/web01/artifacts/a: it became shorter"))
        #expect(problems.contains("nodes/web01/artifacts/b: it was gone"))
        #expect(try Data(contentsOf: URL(filePath: "\(copy)/nodes/web01/artifacts/a")).count == large.count)
        await threads.shutDown()
        await fixture.disk.shutDown()
    }

    /// Whoever stops asking leaves nothing open.
    @Test func aBundleThatIsLetGoOfFreesItsFile() async throws {
        let node = try NodeName("web01")
        let place = fixture.layout.folder(of: node, in: fixture.job)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: "\(place)/sparse", contents: nil))
        #expect(truncate("\(place)/sparse", 1 << 30) == 0)
        let before = LeakCensus()
        do {
            var pieces = try BundlePieces(contents([node]), as: .tarGzip, on: threads)
            _ = try await pieces.next()
            _ = try await pieces.next()
            #expect(LeakCensus().opened(since: before).values.contains { $0.hasSuffix("/sparse") })
        }
        try await before.regained { $0.hasSuffix("/sparse") }
        await threads.shutDown()
        await fixture.disk.shutDown()
    }
}
