import Foundation
import Testing
import TrawlCollect
import TrawlDomain
import TrawlEngine
import TrawlServer
import TrawlStore
import TrawlTestKit

@Suite("Readiness", .timeLimit(.minutes(1)))
struct ReadinessTests {
    private func readiness(
        _ directory: String,
        on threads: ReadingThreads,
        store: any JobStore = MemoryJobStore(),
        clock: some Clock<Duration> = ContinuousClock(),
        isClosing: Bool = false
    ) -> Readiness {
        Readiness(
            probe: DiskProbe(directory: directory, floor: 0),
            threads: threads,
            store: store,
            timeline: Timeline(clock),
            isClosing: { isClosing }
        )
    }

    @Test("A folder that takes no writes is told with the system's reason", arguments: ["/proc", "/nonexistent"])
    func unwritable(directory: String) async {
        let threads = ReadingThreads(count: 1)
        let reasons = await readiness(directory, on: threads).reasons()
        #expect(reasons.contains { $0.hasPrefix("The data directory cannot be written: ") })
        await threads.shutDown()
    }

    @Test func closing() async {
        let threads = ReadingThreads(count: 1)
        #expect(await readiness("/", on: threads, isClosing: true).reasons() == ["The server is shutting down."])
        await threads.shutDown()
    }

    @Test("A disk that does not answer is looked at once, whoever asks, and that is what they are told")
    func silent() async throws {
        try await TemporaryFolder.with { folder in
            // The probe writes a file; here somebody's pipe that nobody reads stands in its place.
            #expect(mkfifo(folder.file(".ready").path, 0o600) == 0)
            let threads = ReadingThreads(count: 1)
            let clock = ManualClock()
            let readiness = readiness(folder.path, on: threads, clock: clock)
            try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<3 { group.addTask { await readiness.reasons() } }
                try await clock.sleepers(atLeast: 1)
                clock.advance(by: .seconds(2))
                for try await reasons in group {
                    #expect(reasons == [Self.silence])
                }
            }
            #expect(await readiness.reasons() == [Self.silence])
            // A reader lets the one look end, and what comes after is told as it is.
            let reader = open(folder.file(".ready").path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            #expect(reader >= 0)
            try await eventually("an answer of the disk") {
                clock.advance(by: .seconds(1))
                return await readiness.reasons().isEmpty
            }
            close(reader)
            await threads.shutDown()
        }
    }

    @Test("A store whose writer hangs is not ready, and is again when it goes on; asking costs no sync")
    func hangingWriter() async throws {
        try await TemporaryFolder.with { folder in
            let threads = ReadingThreads(count: 1)
            let directory = DataDirectory(folder.path)
            let store = try SQLiteJobStore(dataDirectory: directory, command: "test")
            let readiness = readiness(folder.path, on: threads, store: store)
            let log = URL(fileURLWithPath: directory.database + "-wal")
            let before = try log.resourceValues(forKeys: [.fileSizeKey]).fileSize
            #expect(await readiness.reasons().isEmpty)
            #expect(try log.resourceValues(forKeys: [.fileSizeKey]).fileSize == before)
            // A disk that takes a commit and gives no answer, as far as everybody behind it can see.
            let holder = try ChildProcess("python3", ["-c", Self.holder, directory.database])
            try await holder.sees("held", within: .seconds(30))
            try await eventually("what hangs is told", within: .seconds(30)) {
                await readiness.reasons() == [Self.silence]
            }
            holder.kill()
            _ = try await holder.exit()
            try await eventually("it is ready again", within: .seconds(30)) { await readiness.reasons().isEmpty }
            await threads.shutDown()
        }
    }

    private static let holder = """
        import sqlite3, sys, time
        sqlite3.connect(sys.argv[1], isolation_level=None).execute("BEGIN IMMEDIATE")
        print("held", flush=True)
        time.sleep(600)
        """

    private static let silence = "The data directory's disk, or the store on it, has not answered for two seconds."
}
