import Foundation
import Testing
import TrawlDomain
import TrawlStore
import TrawlTestKit

@Suite(
    "Room that is kept for cancels",
    .serialized,
    .enabled(if: SmallDisk.isAllowed, "only root can mount a small disk")
)
struct ReserveTests {
    private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Takes every byte that is left.
    private static func fill(_ path: String) throws {
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try #require(FileHandle(forWritingAtPath: path))
        defer { try? file.close() }
        for size in [1 << 16, 1 << 12] {
            while (try? file.write(contentsOf: Data(count: size))) != nil {}
        }
    }

    @Test("On a full disk a cancel finds it, nothing else does, and it is kept again once there is room")
    func cancels() async throws {
        try await withDataDirectory { directory in
            try directory.prepare()
            try await SmallDisk.with(kibibytes: 4096, at: directory.path) { _ in
                let store = try SQLiteJobStore(dataDirectory: directory, command: "test", reserve: 1 << 20)
                for number in 1...3 { try await store.run(Fixture.id(UInt64(number)), nodes: 200, claimed: 2) }
                let (reserve, ballast) = (directory.path + "/reserve", directory.path + "/ballast")
                #expect(Self.isThere(reserve))
                try Self.fill(ballast)
                // Until the log has no old room left either.
                var refused: StoreError?
                for number in 0..<200 where refused == nil {
                    do {
                        _ = try await store.create(
                            Fixture.newJob(nodes: 50),
                            as: Fixture.id(UInt64(100 + number)),
                            by: Fixture.alice,
                            at: Fixture.moment(3)
                        )
                    } catch { refused = error as? StoreError }
                }
                #expect(refused?.code == .full)
                #expect(Self.isThere(reserve))

                let first = try await store.cancel(Fixture.id(1))
                #expect(first.accepted?.job.status == .cancelled)
                #expect(!Self.isThere(reserve))
                // The room that is left of it is the next cancel's.
                let claim = await #expect(throws: StoreError.self) { _ = try await store.claim(2, of: Fixture.id(2)) }
                #expect(claim?.code == .full)
                #expect(try await store.cancel(Fixture.id(2)).accepted?.job.status == .cancelled)
                #expect(try await store.job(Fixture.id(2))?.status == .cancelled)

                try FileManager.default.removeItem(atPath: ballast)
                #expect(try await store.claim(2, of: Fixture.id(3)).value?.status == .running)
                #expect(Self.isThere(reserve))
                for number in 1...3 { try await store.expectTrueCounts(of: Fixture.id(UInt64(number))) }
                try store.close()
            }
        }
    }

    @Test("A disk that is too small for it is used without")
    func small() async throws {
        try await withDataDirectory { directory in
            try directory.prepare()
            try await SmallDisk.with(kibibytes: 1024, at: directory.path) { _ in
                let store = try SQLiteJobStore(dataDirectory: directory, command: "test", reserve: 2 << 20)
                try await store.run(Fixture.id(1), nodes: 1, claimed: 1)
                #expect(!Self.isThere(directory.path + "/reserve"))
                try store.close()
            }
        }
    }
}
