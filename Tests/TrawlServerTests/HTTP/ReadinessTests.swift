import Foundation
import Testing
import TrawlCollect
import TrawlEngine
import TrawlServer
import TrawlStore
import TrawlTestKit

@Suite("Readiness", .timeLimit(.minutes(1)))
struct ReadinessTests {
    private func readiness(
        _ directory: String,
        on threads: ReadingThreads,
        clock: some Clock<Duration> = ContinuousClock(),
        isClosing: Bool = false
    ) -> Readiness {
        Readiness(
            probe: DiskProbe(directory: directory, floor: 0),
            threads: threads,
            store: MemoryJobStore(),
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
                    #expect(reasons == ["The data directory's disk has not answered for two seconds."])
                }
            }
            #expect(await readiness.reasons() == ["The data directory's disk has not answered for two seconds."])
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
}
