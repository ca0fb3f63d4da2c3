import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("Removing a job's files")
struct FolderRemovalTests {
    private let id = Fixture.id(1)

    private func fill(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/web1/artifacts", withIntermediateDirectories: true)
        try Data("log".utf8).write(to: URL(fileURLWithPath: folder + "/web1/artifacts/syslog"))
        try FileManager.default.createSymbolicLink(atPath: folder + "/web1/link", withDestinationPath: "/etc")
    }

    @Test("Everything of the job goes, nothing of its neighbour or behind a link, however often it is asked")
    func remove() async throws {
        try await withDataDirectory { directory async throws in
            let other = directory.folder(of: Fixture.id(2))
            try fill(directory.folder(of: id))
            try fill(other)
            for _ in 1...2 { try directory.removeFolder(of: id) }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory.jobs) == [
                    other.split(separator: "/").last.map(String.init)
                ]
            )
            #expect(FileManager.default.fileExists(atPath: other + "/web1/artifacts/syslog"))
            #expect(FileManager.default.fileExists(atPath: "/etc/passwd"))
        }
    }

    @Test("What a removal left that was cut off goes with the next one")
    func resumed() async throws {
        try await withDataDirectory { directory async throws in
            let folder = directory.folder(of: id)
            try fill(folder)
            try FileManager.default.moveItem(atPath: folder, toPath: "\(directory.jobs)/.deleted-\(id)")
            try fill(folder)
            try directory.removeFolder(of: id)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.jobs).isEmpty)
        }
    }

    @Test("A job that left nothing is no error")
    func nothing() async throws {
        try await withDataDirectory { directory async throws in try directory.removeFolder(of: id) }
    }
}
