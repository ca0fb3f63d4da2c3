import Foundation
import Testing
import TrawlDomain
import TrawlStore

@Suite("The data directory")
struct DataDirectoryTests {
    private func fault(_ work: () throws -> Void) -> StoreError? {
        #expect(throws: StoreError.self) { try work() }
    }

    @Test("It is made with its parents, for its owner alone")
    func made() async throws {
        try await withDataDirectory { outer in
            let directory = DataDirectory(outer.path + "/state/trawl/")
            #expect(directory.path == outer.path + "/state/trawl")
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            for (path, rights) in [(outer.path, 0o700), (directory.path, 0o700), (directory.database, 0o600)] {
                let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(found == rights, "\(path)")
            }
            try store.close()
        }
    }

    @Test("A node's files lie under its job")
    func paths() throws {
        let directory = DataDirectory("/var/lib/trawl")
        #expect(directory.database == "/var/lib/trawl/trawl.sqlite")
        #expect(
            try directory.folder(of: Fixture.name(3), in: Fixture.id(1))
                == "/var/lib/trawl/jobs/\(Fixture.id(1))/web3"
        )
        #expect(DataDirectory("state").path == FileManager.default.currentDirectoryPath + "/state")
    }

    @Test("A second writer is told who holds it, and gets it afterwards")
    func locked() async throws {
        try await withDataDirectory { directory in
            let store = try SQLiteJobStore(dataDirectory: directory, command: "trawl collect")
            let fault = fault { _ = try SQLiteJobStore(dataDirectory: directory, command: "trawl serve") }
            #expect(fault?.code == .unusable)
            let words = "in use by process \(ProcessInfo.processInfo.processIdentifier) (trawl collect)"
            #expect(fault?.message.contains(words) == true)
            #expect(fault?.message.contains(directory.path) == true)
            #expect(DataDirectoryLock.isHeld(directory))
            try store.close()
            withExtendedLifetime(store) {}
        }
    }

    @Test("Whoever only asks whether it is held keeps nobody out")
    func asked() async throws {
        try await withDataDirectory { directory in
            #expect(!DataDirectoryLock.isHeld(directory))
            try directory.prepare()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for _ in 0..<2000 { _ = DataDirectoryLock.isHeld(directory) } }
                for _ in 0..<100 {
                    #expect(throws: Never.self) { _ = try DataDirectoryLock(directory, command: "test") }
                }
            }
            #expect(!DataDirectoryLock.isHeld(directory))
        }
    }

    @Test("The lock ends with whoever held it")
    func unlocked() async throws {
        try await withDataDirectory { directory in
            for _ in 0..<3 {
                let store = try SQLiteJobStore(dataDirectory: directory, command: "trawl collect")
                try store.close()
            }
        }
    }

    @Test("A file in its place is an error that names it")
    func file() async throws {
        try await withDataDirectory { directory in
            #expect(FileManager.default.createFile(atPath: directory.path, contents: nil))
            let fault = fault { _ = try SQLiteJobStore(dataDirectory: directory, command: "test") }
            #expect(fault?.code == .unusable)
            #expect(fault?.message == "Cannot use the data directory \(directory.path): Not a directory.")
            let below = DataDirectory(directory.path + "/below")
            let second = self.fault { _ = try SQLiteJobStore(dataDirectory: below, command: "test") }
            #expect(second?.message == "Cannot make the data directory \(below.path): Not a directory.")
        }
    }

    @Test("A folder that the kernel keeps is an error with the system's reason")
    func unwritable() {
        // Not even root can make a folder there.
        let fault = fault { _ = try SQLiteJobStore(dataDirectory: DataDirectory("/proc/trawl"), command: "test") }
        #expect(fault?.code == .unusable)
        #expect(fault?.message == "Cannot make the data directory /proc/trawl: No such file or directory.")
    }

    @Test("A disk without room is an error of its own")
    func full() async throws {
        try await withDataDirectory { directory in
            try directory.prepare()
            // Everything written to /dev/full fails with ENOSPC.
            try FileManager.default.createSymbolicLink(atPath: directory.lockFile, withDestinationPath: "/dev/full")
            let fault = fault { _ = try SQLiteJobStore(dataDirectory: directory, command: "test") }
            #expect(fault?.code == .full)
            #expect(fault?.message == "Cannot write to \(directory.lockFile): No space left on device.")
        }
    }

    @Test("A database that is none is an error that names it")
    func noDatabase() async throws {
        try await withDataDirectory { directory in
            try directory.prepare()
            try Data(repeating: 0x41, count: 4096).write(to: URL(fileURLWithPath: directory.database))
            let fault = fault { _ = try SQLiteJobStore(dataDirectory: directory, command: "test") }
            #expect(fault?.code == .unusable)
            #expect(fault?.message.contains(directory.database) == true)
        }
    }
}
